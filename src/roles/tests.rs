use std::path::Path;

use super::*;
use crate::contexts;
use crate::platform::config::Table;

#[test]
fn the_list_is_in_alphabetical_order_and_requires_variables_that_there_are() {
    assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
    let table = Table::of(ALL);
    for role in ALL {
        assert!(role.requires.iter().all(|name| table.variable(name).is_some()), "{role:?}");
    }
}

#[test]
fn every_kind_of_job_is_done_by_one_role() {
    let kinds: Vec<_> = ALL.iter().flat_map(|role| (role.kinds)()).collect();
    for kind in &kinds {
        assert_eq!(doing(kind).len(), 1, "{kind}");
    }
    assert!(contexts::works().iter().all(|kind| kinds.contains(&kind.name)));
}

#[test]
fn help_names_every_role_and_says_what_it_is() {
    let help = Table::of(ALL).help();
    for Role { name, help: words, .. } in ALL {
        assert!(help.contains(&format!("{name} ({words})")), "{help}");
    }
}

#[test]
fn the_readme_tells_operators_of_every_role() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let line = |start: &str| readme.lines().find(|line| line.starts_with(start)).unwrap();
    for Role { name, .. } in ALL {
        assert!(line("| `ACADEMY_ROLES` |").contains(&format!("`{name}`")), "{name}");
    }
}

/// `ENV_EXAMPLE=write cargo test env_example` writes the file anew.
#[test]
fn the_env_example_equals_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    let wanted = Table::of(ALL).env_example();
    if std::env::var_os("ENV_EXAMPLE").is_some_and(|value| value == "write") {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, ".env.example is out of date; renew it with: ENV_EXAMPLE=write cargo test env_example");
}
