//! What the content claims of code: printed by a command, tried by a script. The compiler here is a sham that takes
//! everything and whose programs print nothing.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::run;

const SHAM: &str = "#!/bin/sh\nfor last; do :; done\nprintf '#!/bin/sh\\n' >\"$last\"\nchmod +x \"$last\"\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn script(swift: &Path) -> Output {
    Command::new(root().join("script/snippets"))
        .env("SWIFT", swift)
        .env("ACADEMY_BINARY", env!("CARGO_BIN_EXE_academy"))
        .env("CONTENT_DIR", root().join("tests/faults/content"))
        .output()
        .unwrap()
}

#[tokio::test]
async fn what_the_content_claims_of_code_is_printed_as_whole_programs() {
    let content = root().join("tests/faults/content");
    let (code, output) = run(&["content", "snippets", &content.to_string_lossy()], &BTreeMap::new()).await;
    assert_eq!(code, 0, "{output}");
    let snippets: Vec<Value> = serde_json::from_str(&output).unwrap();
    let is_whole = |snippet: &Value| {
        ["path", "code", "expects"].iter().all(|key| snippet[key].is_string()) && snippet["line"].as_u64() > Some(0)
    };
    assert!(snippets.iter().all(is_whole), "{output}");
    let expected = |what: &str| snippets.iter().filter(|snippet| snippet["expects"] == what).count();
    assert!(expected("runs") > 0 && expected("compiles") > 1 && expected("does-not-compile") > 0, "{output}");
    let loops = snippets.iter().find(|snippet| snippet["prints"] == "2\n4").unwrap();
    assert!(loops["code"].as_str().unwrap().contains("number * 2"), "{loops}");
}

#[test]
fn a_claim_that_does_not_hold_is_told_with_its_place() {
    let folder = std::env::temp_dir().join(format!("academy-sham-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sham = folder.join("sham");
    std::fs::write(&sham, SHAM).unwrap();
    std::fs::set_permissions(&sham, std::fs::Permissions::from_mode(0o755)).unwrap();
    let Output { status, stdout, stderr } = script(&sham);
    std::fs::remove_dir_all(&folder).unwrap();
    let told = String::from_utf8_lossy(&stdout).into_owned();
    assert_eq!(status.code(), Some(1), "{told}{}", String::from_utf8_lossy(&stderr));
    let flow = "courses/practice/01-basics/02-flow.md:";
    assert!(told.lines().any(|line| line.starts_with(flow) && line.ends_with("it compiles, and should not")), "{told}");
    assert!(told.lines().any(|line| line.starts_with(flow) && line.ends_with("not 2⏎4")), "{told}");
}

#[test]
fn without_a_compiler_the_script_says_so_and_ends_in_its_own_way() {
    let Output { status, stderr, .. } = script(Path::new("/no/such/swiftc"));
    let told = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(3), "{told}");
    assert!(told.contains("there is no Swift compiler /no/such/swiftc"), "{told}");
}
