//! What the documents name, there is: paths and links; and `docs/ARCHITECTURE.md` stays short enough to be read.
//!
//! A path stands between backticks. It begins at the root, or with its last components where the sentence says which
//! folder it is about. `<name>` and `*` stand for anything, `{a,b}` for each of the two.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use academy::contexts;
use dialogues::streams::{KINDS, golden};

/// Bytes of the one document that everybody reads.
const LONGEST_ARCHITECTURE: u64 = 20_000;

/// How the name of a file ends; other words with a slash are no paths.
const ENDINGS: [&str; 15] =
    ["cjs", "css", "ftl", "html", "js", "json", "lock", "md", "rs", "sh", "sql", "svg", "toml", "txt", "yaml"];

#[test]
fn every_path_that_a_document_names_exists() {
    let tree = Tree::read();
    let mut missing = Vec::new();
    for document in tree.documents() {
        for path in named(&tree.text(document)) {
            if tree.is_path(&path) && !alternatives(&path).iter().all(|path| tree.has(path)) {
                missing.push(format!("{document}: `{path}`"));
            }
        }
    }
    assert!(missing.is_empty(), "documents name what there is not:\n{}", missing.join("\n"));
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let tree = Tree::read();
    let mut broken = Vec::new();
    for document in tree.documents() {
        for link in links(&tree.text(document)) {
            if link.contains("://") || link.contains('<') {
                continue;
            }
            let (target, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if target.is_empty() { document.clone() } else { joined(document, target) };
            let there = tree.entries.contains(target.trim_end_matches('/'));
            if !there || !(heading.is_empty() || anchors(&tree.text(&target)).contains(heading)) {
                broken.push(format!("{document}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "links lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn every_document_that_the_code_names_exists() {
    let tree = Tree::read();
    let mut missing = Vec::new();
    for file in
        tree.entries.iter().filter(|path| [".rs", ".js", ".yaml", ".toml"].iter().any(|end| path.ends_with(end)))
    {
        // This very file names some that there are not.
        if file.ends_with("tests/it/docs.rs") || !tree.root.join(file).is_file() {
            continue;
        }
        for rest in tree.text(file).split("docs/").skip(1) {
            let name: String =
                rest.chars().take_while(|char| char.is_ascii_alphanumeric() || "-_./".contains(*char)).collect();
            let name = name.trim_end_matches('.');
            if is_document(name) && !tree.entries.contains(&format!("docs/{name}")) {
                missing.push(format!("{file}: docs/{name}"));
            }
        }
    }
    assert!(missing.is_empty(), "the code names documents that there are not:\n{}", missing.join("\n"));
}

#[test]
fn every_subscription_stream_and_event_has_a_row_in_its_table() {
    let tree = Tree::read();
    let mut wanted: BTreeSet<(&str, String)> = KINDS.iter().map(|kind| ("docs/EVENT-LOG.md", (*kind).into())).collect();
    wanted.extend(golden::logs().flat_map(|log| log.events).map(|event| ("docs/EVENT-LOG.md", event.event_type)));
    for subscription in contexts::subscriptions() {
        let page = if subscription.read_model().is_some() { "docs/READ-MODELS.md" } else { "docs/JOBS.md" };
        wanted.insert((page, subscription.name().to_owned()));
    }
    let has_row =
        |page: &str, name: &str| tree.text(page).lines().any(|line| line.starts_with(&format!("| `{name}` |")));
    let missing: Vec<_> = wanted.iter().filter(|(page, name)| !has_row(page, name)).collect();
    assert!(missing.is_empty(), "add a row to the table: {missing:?}");
}

#[test]
fn the_architecture_can_be_read_at_one_sitting() {
    let length = fs::metadata(Tree::read().root.join("docs/ARCHITECTURE.md")).unwrap().len();
    assert!(length < LONGEST_ARCHITECTURE, "{length} bytes: give a subject a page of its own");
}

#[test]
fn the_test_sees_what_it_looks_for() {
    let tree = Tree::read();
    let text = "See `src/lib.rs`, `it/docs.rs` and `src/gone.rs`; `cargo test`, `/api/v2/x.json`, `script/test NAME`.";
    let found = named(text).into_iter().filter(|path| tree.is_path(path)).collect::<Vec<_>>();
    assert_eq!(found, ["src/lib.rs", "it/docs.rs", "src/gone.rs", "script/test"]);
    assert_eq!(found.iter().filter(|path| !tree.has(path)).collect::<Vec<_>>(), ["src/gone.rs"]);
    assert_eq!(alternatives("src/{cli,http}/<name>.rs"), ["src/cli/*.rs", "src/http/*.rs"]);
    assert!(tree.has("src/cli/*.rs") && !tree.has("src/*/*.py") && tree.has("tests/it/"));
    assert_eq!(links("[a](b.md#c), [d](https://e) and f(g)"), ["b.md#c", "https://e"]);
    assert_eq!(joined("docs/adr/0001.md", "../HTTP.md"), "docs/HTTP.md");
    assert!(anchors("# A first: `heading`\n\n    # none\n").contains("a-first-heading"));
}

/// All files and folders of the repository, by their paths from the root, without what tools make.
struct Tree {
    root: PathBuf,
    entries: BTreeSet<String>,
}

impl Tree {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
        let mut entries = BTreeSet::new();
        collect(&root, &root, &mut entries);
        Self { root, entries }
    }

    /// What people read who work on the academy; lessons name the paths of their own examples.
    fn documents(&self) -> impl Iterator<Item = &String> {
        self.entries
            .iter()
            .filter(|path| is_document(path) && !path.contains("/courses/") && !path.contains("/fixture/"))
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    /// Does a word mean a file or a folder of ours?
    fn is_path(&self, word: &str) -> bool {
        if word.starts_with(['/', '.', '~']) || word.contains("://") || word.contains("::") || word.contains('…') {
            return false;
        }
        let first = word.split('/').next().unwrap_or_default();
        let ending = word.rsplit_once('.').map_or("", |(_, ending)| ending);
        let begins_at_root = word.contains('/') && self.entries.contains(first);
        begins_at_root || word.ends_with('/') || ENDINGS.contains(&ending)
    }

    /// Is there such a file or folder: from the root, or by its last components?
    fn has(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        self.entries.iter().any(|entry| {
            let parts: Vec<&str> = entry.split('/').collect();
            parts.len() >= wanted.len()
                && parts.iter().rev().zip(wanted.iter().rev()).all(|(part, wanted)| fits(wanted, part))
        })
    }
}

fn collect(root: &Path, folder: &Path, entries: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if ["target", "node_modules", ".git"].contains(&name.as_ref()) {
            continue;
        }
        entries.insert(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
        if path.is_dir() {
            collect(root, &path, entries);
        }
    }
}

/// The words between backticks, of code that stands in a line.
fn named(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2).filter(|span| !span.contains('\n'));
    let words =
        spans.flat_map(str::split_whitespace).map(|word| word.trim_matches([',', ';', ':', '"', '\'', '(', ')']));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// `{a,b}` written out, and every `<name>` as `*`.
fn alternatives(path: &str) -> Vec<String> {
    if let Some((before, rest)) = path.split_once('{')
        && let Some((inside, after)) = rest.split_once('}')
    {
        return inside.split(',').flat_map(|one| alternatives(&format!("{before}{one}{after}"))).collect();
    }
    let mut plain = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        plain.push('*');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    vec![plain + rest]
}

/// Does a name fit a pattern in which `*` stands for anything?
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            let after = after.trim_start_matches('*');
            (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| fits(after, &rest[at..]))
        }),
    }
}

/// The targets of `[text](target)`.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.map(str::to_owned).collect()
}

/// Where a link leads that stands in a document.
fn joined(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The names under which headings are linked to.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| -> String {
        let kept = heading
            .to_lowercase()
            .chars()
            .filter(|char| char.is_alphanumeric() || " -_".contains(*char))
            .collect::<String>();
        kept.replace(' ', "-")
    };
    headings.map(anchor).collect()
}

fn is_document(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "md")
}
