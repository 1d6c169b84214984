//! What the scripts refuse, and that they say what to do.

use std::collections::BTreeMap;
use std::path::Path;

use super::drill::{Drill, Folder, script};
use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_overwrites_nothing_and_a_restore_takes_only_an_empty_database() {
    let mut world = World::polling().await;
    let folder = Folder::new();
    let keys = folder.keys("key");
    world.set("BACKUP_RECIPIENT", &keys.recipient);
    let file = folder.path("academy.dump");
    std::fs::write(&file, "somebody's").unwrap();
    let (code, output) = script("backup", &["logical", &file], world.variables()).await;
    assert!(code == 1 && output.contains("is there already"), "{output}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "somebody's");
    let (code, output) = script("restore", &["logical", &file, &world.database.url], world.variables()).await;
    assert!(code == 1 && output.contains("is no backup"), "{output}");

    let file = folder.path("second.dump");
    let (code, output) = script("backup", &["logical", &file], world.variables()).await;
    assert_eq!(code, 0, "{output}");
    let restore = ["logical", &file, &world.database.url, "--identity", &keys.identity];
    let (code, output) = script("restore", &restore, world.variables()).await;
    assert!(code == 1 && output.contains("not empty") && output.contains("createdb"), "{output}");

    let mut elsewhere = world.variables().clone();
    elsewhere.insert("DATABASE_URL".to_owned(), "postgres://learner:hunter2@127.0.0.1:1/academy".to_owned());
    let (code, output) = script("backup", &["logical", &folder.path("third.dump")], &elsewhere).await;
    assert!(code == 1 && output.contains("There is no backup") && !output.contains("hunter2"), "{output}");
    assert!(!Path::new(&folder.path("third.dump")).exists());
    for arguments in [&[][..], &["logical"], &["nonsense", "x"], &["base", "a", "b"]] {
        let (code, output) = script("backup", arguments, world.variables()).await;
        assert!(code == 2 && output.contains("Usage:"), "{arguments:?}: {output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_base_backup_and_a_moment_without_its_zone_are_refused() {
    let drill = Drill::begin().await;
    let (backup, data) = (drill.path("base"), drill.path("restored"));
    let (code, output) = drill.script("backup", &["base", &backup, "--unencrypted"]).await;
    assert_eq!(code, 0, "{output}");
    let (code, output) = drill.script("backup", &["base", &backup, "--unencrypted"]).await;
    assert!(code == 1 && output.contains("is there already"), "{output}");
    let (archive, identity) = (drill.path("archive"), drill.identity());
    let to = ["base", &backup, "--into", &data, "--wal", &archive, "--identity", &identity];
    for moment in ["now", "2026-02-28", "2026-02-28 17:30", "2026-02-28 17:30:00 EST"] {
        let (code, output) = drill.script("restore", &[&to[..], &["--until", moment]].concat()).await;
        assert!(code == 1 && output.contains("distance from UTC"), "{moment}: {output}");
    }
    std::fs::write(Path::new(&backup).join("PG_VERSION"), "15 or so\n").unwrap();
    let (code, output) = drill.script("restore", &to).await;
    assert!(code == 1 && output.contains("is damaged"), "{output}");
    assert!(!Path::new(&data).exists() && !Path::new(&format!("{data}.unfinished")).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_archived_whole_and_never_over_another_one() {
    let folder = Folder::new();
    let (segment, archive) = (folder.path("000000010000000000000007"), folder.path("archive"));
    std::fs::write(&segment, "seven").unwrap();
    let recipient = folder.keys("key").recipient;
    let sealed = BTreeMap::from([("BACKUP_RECIPIENT".to_owned(), recipient)]);
    for (variables, options, kept) in
        [(&sealed, &[][..], &[".age", ".sha256"][..]), (&BTreeMap::new(), &["--unencrypted"], &[""])]
    {
        std::fs::write(&segment, "seven").unwrap();
        let wal = [&["wal", &segment, &archive], options].concat();
        let (code, output) = script("backup", &wal, variables).await;
        assert!(code == 1 && output.contains("there is no folder"), "{output}");
        std::fs::create_dir(&archive).unwrap();
        for _ in 0..2 {
            let (code, output) = script("backup", &wal, variables).await;
            assert_eq!(code, 0, "PostgreSQL may ask twice: {output}");
        }
        let before: Vec<_> = files(&archive);
        assert_eq!(before.len(), kept.len(), "nothing half-made is left: {before:?}");
        for (path, ending) in before.iter().map(|(path, _)| path).zip(kept) {
            assert!(path.ends_with(&format!("000000010000000000000007{ending}")), "{path}");
        }
        std::fs::write(&segment, "another server's").unwrap();
        let (code, output) = script("backup", &wal, variables).await;
        assert!(code == 1 && output.contains("another server archives into this folder"), "{output}");
        assert_eq!(files(&archive), before);
        std::fs::remove_dir_all(&archive).unwrap();
    }
}

/// Names and contents, in order.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.map(|path| (path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_database_is_backed_up_while_it_serves_and_restored_into_any_server() {
    let mut world = World::empty().await;
    let (folder, data) = (Folder::new(), Folder::new());
    let elsewhere = world.database.url.clone();
    let keys = folder.keys("key");
    world.set("BACKUP_RECIPIENT", &keys.recipient);
    world.set("DATABASE_URL", "").set("ACADEMY_DATA_DIR", data.path("academy"));
    let file = folder.path("academy.dump");
    let (code, output) = script("backup", &["logical", &file], world.variables()).await;
    assert!(code == 1 && output.contains("there is no private database"), "{output}");
    world.start().await;
    world.learner("Anna", "en").send("/start").await;
    let (code, output) = script("backup", &["logical", &file], world.variables()).await;
    assert_eq!(code, 0, "{output}");
    let (code, output) = script("backup", &["base", &folder.path("base")], world.variables()).await;
    assert!(code == 1 && output.contains("take a logical one"), "{output}");
    let (code, _) = world.server.take().unwrap().terminate().await;
    assert_eq!(code, 0);
    let (code, output) = script("backup", &["logical", &folder.path("second.dump")], world.variables()).await;
    assert!(code == 1 && output.contains("does not run"), "{output}");

    let mut variables = world.variables().clone();
    variables.insert("ACADEMY".to_owned(), env!("CARGO_BIN_EXE_academy").to_owned());
    let restore = ["logical", &file, &elsewhere, "--identity", &keys.identity];
    let (code, output) = script("restore", &restore, &variables).await;
    assert_eq!(code, 0, "{output}");
    assert_eq!(world.database.events("UserRegistered").await, 1);
    world.set("DATABASE_URL", elsewhere);
    world.start().await;
    world.check_integrity().await;
}
