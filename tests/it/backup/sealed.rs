//! Backups are for the operator alone: encrypted, and restored whole or not at all.

use std::path::Path;

use super::drill::{Drill, Folder, script};
use crate::harness::World;

/// A name that nothing else holds.
const CANARY: &str = "Kanarienvogel";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_a_recipient_is_refused_and_says_how_to_make_a_key() {
    let mut world = World::polling().await;
    let folder = Folder::new();
    let file = folder.path("academy.dump");
    for (recipient, says) in
        [("", "age-keygen -o"), ("age1short", "no public key of age"), ("AGE-SECRET-KEY-1ABC", "no public key of age")]
    {
        let mut variables = world.variables().clone();
        variables.insert("BACKUP_RECIPIENT".to_owned(), recipient.to_owned());
        for backup in [&["logical", &file][..], &["base", &file], &["wal", "/etc/hostname", "/tmp"]] {
            let (code, output) = script("backup", backup, &variables).await;
            assert!(code == 1 && output.contains(says) && output.contains("no backup"), "{backup:?}: {output}");
        }
        assert!(!Path::new(&file).exists());
    }
    // The academy itself says so at its start.
    world.set("BACKUP_RECIPIENT", "age1short");
    let (code, output) = world.command(&["doctor"]).await;
    assert!(code == 2 && output.contains("BACKUP_RECIPIENT"), "{output}");
    world.set("BACKUP_RECIPIENT", "");
    let (code, output) = script("backup", &["logical", &file, "--unencrypted"], world.variables()).await;
    assert_eq!(code, 0, "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_learner_can_be_read_in_a_backup_and_more_than_one_key_may_open_it() {
    let mut world = World::polling().await;
    let folder = Folder::new();
    let (ours, second) = (folder.keys("ours"), folder.keys("second"));
    world.set("BACKUP_RECIPIENT", format!("{}, {}", ours.recipient, second.recipient));
    world.learner(CANARY, "en").send("/start").await;
    let (sealed, clear) = (folder.path("sealed"), folder.path("clear"));
    for (file, options) in [(&sealed, &[][..]), (&clear, &["--unencrypted"])] {
        let (code, output) = script("backup", &[&["logical", file], options].concat(), world.variables()).await;
        assert_eq!(code, 0, "{output}");
    }
    let opened = |identity: &str| {
        let opened = std::process::Command::new("age").args(["--decrypt", "--identity", identity, &sealed]).output();
        opened.unwrap().stdout
    };
    let starts = |bytes: &[u8]| bytes.starts_with(b"PGDMP");
    assert!(starts(&std::fs::read(&clear).unwrap()) && starts(&opened(&ours.identity)), "a dump is in it");
    assert_eq!(opened(&ours.identity), opened(&second.identity));
    let bytes = std::fs::read(&sealed).unwrap();
    for word in [&b"PGDMP"[..], b"event_store", CANARY.as_bytes()] {
        assert!(!bytes.windows(word.len()).any(|window| window == word));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_a_file_that_was_cut_off_and_a_flipped_byte_restore_nothing() {
    let mut world = World::polling().await;
    let folder = Folder::new();
    let (ours, wrong) = (folder.keys("ours"), folder.keys("wrong"));
    world.set("BACKUP_RECIPIENT", &ours.recipient);
    world.learner("Anna", "en").send("/start").await;
    let file = folder.path("academy.dump");
    let (code, output) = script("backup", &["logical", &file], world.variables()).await;
    assert_eq!(code, 0, "{output}");

    let whole = std::fs::read(&file).unwrap();
    let damaged = |name: &str, bytes: &[u8]| {
        let path = folder.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let end = whole.len();
    std::fs::write(folder.path("nonsense"), "my key").unwrap();
    let empty = World::empty().await;
    for (file, identity, says) in [
        (file.clone(), None, "name the file with the key: --identity"),
        (file.clone(), Some(wrong.identity.clone()), "encrypted for another key"),
        (file.clone(), Some(folder.path("nonsense")), "is no key of age"),
        (file.clone(), Some(folder.path("nowhere")), "cannot be read"),
        (damaged("half", &whole[..end / 2]), Some(ours.identity.clone()), "is damaged: it was cut off or changed"),
        (damaged("short by one", &whole[..end - 1]), Some(ours.identity.clone()), "is damaged"),
        (damaged("header only", &whole[..60]), Some(ours.identity.clone()), "is damaged"),
        (damaged("flipped in the middle", &flipped(end / 2)), Some(ours.identity.clone()), "is damaged"),
        (damaged("flipped at the end", &flipped(end - 1)), Some(ours.identity.clone()), "is damaged"),
    ] {
        let mut restore = vec!["logical", &*file, &*empty.database.url];
        restore.extend(identity.iter().flat_map(|identity| ["--identity", identity]));
        let (code, output) = script("restore", &restore, world.variables()).await;
        assert!(code == 1 && output.contains(says), "{file} with {identity:?}: {output}");
        let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
        assert_eq!(empty.database.one(tables).await, 0, "{file} with {identity:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_backup_and_an_archive_that_cannot_be_opened_lead_to_no_data_folder_and_no_early_end() {
    let mut drill = Drill::begin().await;
    let backup = drill.path("base");
    let (code, output) = drill.script("backup", &["base", &backup]).await;
    assert_eq!(code, 0, "{output}");
    drill.archived().await;
    drill.die();
    let (archive, data, identity) = (drill.path("archive"), drill.path("restored"), drill.identity());
    let folder = Folder::new();
    let wrong = folder.keys("wrong").identity;
    let restore = async |backup: &str, identity: &str| {
        let arguments = ["base", backup, "--into", &data, "--wal", &archive, "--identity", identity];
        let (code, output) = drill.script("restore", &arguments).await;
        assert!(!Path::new(&data).exists() && !Path::new(&format!("{data}.unfinished")).exists(), "{output}");
        assert_eq!(code, 1, "{output}");
        output
    };
    assert!(restore(&backup, &wrong).await.contains("encrypted for another key"));
    let whole = std::fs::read(&backup).unwrap();
    let cut = drill.path("cut");
    std::fs::write(&cut, &whole[..whole.len() - 7]).unwrap();
    assert!(restore(&cut, &identity).await.contains("is damaged"));

    // The last segment is looked at before anything is restored.
    let mut segments: Vec<_> = std::fs::read_dir(&archive).unwrap().map(|entry| entry.unwrap().path()).collect();
    segments.retain(|path| path.extension().is_some_and(|ending| ending == "age"));
    segments.sort();
    let last = segments.last().unwrap();
    let segment = std::fs::read(last).unwrap();
    std::fs::write(last, &segment[..segment.len() / 2]).unwrap();
    assert!(restore(&backup, &identity).await.contains("is damaged"));
}
