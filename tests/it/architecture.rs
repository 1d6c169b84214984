//! The import table of `docs/ARCHITECTURE.md`, enforced: who may name whom.

use std::fs;
use std::path::{Path, PathBuf};

use academy::contexts;

/// What a module may name of this crate, besides itself. `context::events` stands for a context's events only.
fn allowed(module: &str) -> Vec<String> {
    let contexts: Vec<&str> = contexts::all().iter().map(|context| context.name).collect();
    let also = |others: &[&str]| others.iter().chain(&contexts).map(|name| (*name).to_owned()).collect();
    let only = |others: &[&str]| others.iter().map(|name| (*name).to_owned()).collect();
    let mut names: Vec<String> = match module {
        "app" => only(&["external", "platform"]),
        "contexts" => also(&["module", "platform"]),
        "conversation" => also(&["app", "external", "platform"]),
        "external" => only(&["platform"]),
        "http" => also(&["app", "conversation", "platform", "privacy", "role"]),
        "module" => only(&["contexts", "platform"]),
        "platform" => only(&["app", "role"]),
        "role" => only(&["app", "platform"]),
        "privacy" => also(&["app", "contexts", "conversation", "platform"]),
        "telegram" => only(&["app", "conversation", "platform", "privacy"]),
        "cli" | "roles" => return vec!["*".into()],
        context if contexts.contains(&context) => {
            let events = contexts.iter().map(|context| format!("{context}::events"));
            events.chain(only(&["app", "module", "platform"])).collect()
        }
        other => panic!("the import table does not know the folder {other}; add it there and here"),
    };
    names.push(module.to_owned());
    names
}

#[test]
fn modules_name_only_what_the_import_table_allows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for file in files(&root) {
        let relative = file.strip_prefix(&root).unwrap();
        let module = relative.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let allowed = allowed(&module);
        // Tests may reach across to see that things fit together.
        if is_test(relative) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for path in paths(&code(&text)) {
            let fits = |rule: &String| rule == "*" || path == *rule || path.starts_with(&format!("{rule}::"));
            if !allowed.iter().any(fits) {
                broken.push(format!("{}: crate::{path}", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "the import table is broken:\n{}", broken.join("\n"));
}

#[test]
fn only_the_playground_command_names_the_emulator() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // Tests may talk to it.
    let names = |file: &PathBuf| names_emulator(&code(&fs::read_to_string(file).unwrap()));
    let naming: Vec<PathBuf> = files(&root).into_iter().filter(|file| !is_test(file)).filter(names).collect();
    assert_eq!(naming, [root.join("cli/playground.rs")]);
}

#[test]
fn the_emulator_knows_nothing_of_the_academy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("emulator");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for crate_name in ["academy", "dialogues", "sqlx", "redis"] {
        assert!(!manifest.contains(&format!("\n{crate_name}")), "emulator must not depend on {crate_name}");
    }
}

#[test]
fn the_dialogues_do_no_io_and_read_no_clock() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogues");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for crate_name in ["tokio", "sqlx", "redis", "reqwest", "teloxide", "axum", "rand ", "academy"] {
        assert!(!manifest.contains(&format!("\n{crate_name}")), "dialogues must not depend on {crate_name}");
    }
    let forbidden = [
        "Utc::now",
        "Local::now",
        "Instant::now",
        "SystemTime",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
    ];
    for file in files(&root.join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        for word in forbidden {
            // Test modules of their own files may read the repository.
            assert!(is_test(&file) || !code(&text).contains(word), "{} in {}", word, file.display());
        }
    }
}

#[test]
fn the_test_sees_what_it_forbids() {
    let text = "use crate::{user, learning::events};\nuse crate::app::App;\nfn f() { crate::course::publish(); }";
    assert_eq!(paths(text), ["user", "learning::events", "app::App", "course::publish"]);
    let tested = "#[cfg(test)]\nmod tests;\nuse a;\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    use b;\n}\nuse c;\n";
    assert_eq!(code(tested), "use a;\nuse c;\n");
    assert!(names_emulator("use emulator::Emulator;") && names_emulator("let it = ::emulator::X;"));
    assert!(!names_emulator("let emulator = emulator(&folder);\n// An emulator::Emulator, were it allowed."));
}

/// A file, or a folder of files, that is built for tests only.
fn is_test(file: &Path) -> bool {
    let inside = file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(file);
    inside.to_string_lossy().contains("tests") || inside.ends_with("testing.rs")
}

/// A file without the items that are built for tests only.
fn code(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != "#[cfg(test)]" {
            kept.extend([line, "\n"]);
        } else if lines.by_ref().find(|line| !line.starts_with("#[")).is_some_and(|item| item.ends_with('{')) {
            lines.by_ref().find(|line| *line == "}");
        }
    }
    kept
}

fn names_emulator(code: &str) -> bool {
    code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("emulator::"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The paths behind `crate::`, groups taken apart at their first level.
fn paths(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = lines.join("\n");
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = &group[..group.find("};").unwrap_or(group.len())];
                let mut depth = 0;
                let mut name = String::new();
                for char in group.chars().chain([',']) {
                    match char {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => found.push(std::mem::take(&mut name).trim().to_owned()),
                        _ if depth == 0 && !char.is_whitespace() => name.push(char),
                        _ => {}
                    }
                }
            }
            None => found.push(
                rest.chars()
                    .take_while(|char| char.is_alphanumeric() || *char == '_' || *char == ':')
                    .collect::<String>()
                    .trim_end_matches(':')
                    .to_owned(),
            ),
        }
    }
    found.retain(|path| !path.is_empty());
    found
}
