//! Which file names which: `use` and paths that begin with `crate`, `self`, `super` or a module of the file's own. A path
//! leads to the deepest file on it, so what a `mod.rs` only passes on leads there first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files, each with those that it names.
pub struct Graph {
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Files by name and text.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let modules: BTreeMap<Vec<&str>, &str> = files.iter().map(|(name, _)| (module(name), *name)).collect();
        let named = |name: &str, text: &str| {
            let here = module(name);
            let found = paths(text).into_iter().filter_map(|path| resolve(&path, &here, &modules));
            found.filter(|other| *other != name).map(str::to_owned).collect()
        };
        Self { edges: files.iter().map(|(name, text)| ((*name).to_owned(), named(name, text))).collect() }
    }

    /// The sets of files that all reach one another, the largest first.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            self.edges.keys().map(|file| (file.as_str(), self.reachable(file))).collect();
        let circle = |file: &&str| -> Vec<String> {
            reach[file].iter().filter(|other| reach[*other].contains(file)).map(|other| (*other).to_owned()).collect()
        };
        let circles: BTreeSet<Vec<String>> = reach.keys().map(circle).filter(|circle| circle.len() > 1).collect();
        let mut circles: Vec<_> = circles.into_iter().collect();
        circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
        circles
    }

    fn reachable<'a>(&'a self, from: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            for other in &self.edges[file] {
                if found.insert(other.as_str()) {
                    open.push(other);
                }
            }
        }
        found
    }
}

/// All files below a folder by name, with their texts; those of tests aside.
pub fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if path.is_dir() {
            if path.file_name().unwrap() != "tests" {
                collect(root, &path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The module that a file is.
fn module(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if matches!(parts.last(), Some(&("mod" | "lib"))) {
        parts.pop();
    }
    parts
}

fn resolve<'a>(path: &[&str], here: &[&str], modules: &BTreeMap<Vec<&str>, &'a str>) -> Option<&'a str> {
    let mut at: Vec<&str> = here.to_vec();
    let mut rest = path;
    match path.first()? {
        &"crate" => at.clear(),
        &("self" | "super") => {}
        own => {
            at.push(own);
            if !modules.contains_key(&at) {
                return None;
            }
            at.pop();
        }
    }
    while let Some((first, others)) = rest.split_first() {
        match *first {
            "crate" | "self" => {}
            "super" => {
                at.pop();
            }
            name => {
                at.push(name);
                if !modules.contains_key(&at) {
                    at.pop();
                    break;
                }
            }
        }
        rest = others;
    }
    modules.get(&at).copied()
}

/// All paths of several names in a text, those of `use` spelled out.
fn paths(text: &str) -> Vec<Vec<&str>> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if words[at] == "use" {
            at += 1;
            tree(&words, &mut at, &[], &mut found);
            continue;
        }
        let mut path = Vec::new();
        while at < words.len() && is_name(words[at]) {
            path.push(words[at]);
            at += 1;
            if words.get(at) != Some(&"::") {
                break;
            }
            at += 1;
        }
        if path.len() > 1 {
            found.push(path);
        } else if path.is_empty() {
            at += 1;
        }
    }
    found
}

/// A tree of `use`, as far as its end.
fn tree<'a>(words: &[&'a str], at: &mut usize, before: &[&'a str], found: &mut Vec<Vec<&'a str>>) {
    let mut path = before.to_vec();
    while let Some(word) = words.get(*at).copied() {
        match word {
            "{" => {
                *at += 1;
                while words.get(*at).is_some_and(|word| *word != "}") {
                    tree(words, at, &path, found);
                    if words.get(*at) == Some(&",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "::" => {}
            "as" => *at += 1,
            "," | "}" | ";" => break,
            "self" if !path.is_empty() => {}
            name => path.push(name),
        }
        *at += 1;
    }
    found.push(path);
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names and marks, without comments, strings and the test module at the end.
fn words(text: &str) -> Vec<&str> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let mut words = Vec::new();
    for line in text.lines().map(str::trim_start) {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let name = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
            let length = match first {
                '/' if rest.starts_with("//") => break,
                '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
                ':' if rest.starts_with("::") => 2,
                _ if name > 0 => name,
                _ => first.len_utf8(),
            };
            let (word, others) = rest.split_at(length);
            if !word.trim().is_empty() && first != '"' {
                words.push(word);
            }
            rest = others;
        }
    }
    words
}
