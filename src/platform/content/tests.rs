use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use super::*;

/// A content folder of the test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("academy-content-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("courses/a/01-a")).unwrap();
        Self(path)
    }

    fn lessons(&self) -> PathBuf {
        self.0.join("courses/a/01-a")
    }

    fn refused(&self) -> Vec<(String, &'static str)> {
        let findings = read(&self.0).unwrap().findings;
        findings.into_iter().map(|finding| (finding.path, finding.code)).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn only_regular_files_below_the_folder_are_read() {
    let folder = Folder::new("irregular");
    let lessons = folder.lessons();
    fs::write(lessons.join("01-a.md"), "# A\r\n").unwrap();
    symlink("01-a.md", lessons.join("02-linked.md")).unwrap();
    assert_eq!(folder.refused(), []);
    let files = read(&folder.0).unwrap().files;
    let read: Vec<_> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    assert_eq!(read, [("courses/a/01-a/01-a.md", "# A\n"), ("courses/a/01-a/02-linked.md", "# A\n")]);

    assert!(Command::new("mkfifo").arg(lessons.join("03-pipe.md")).status().unwrap().success());
    symlink("/dev/zero", lessons.join("04-zero.md")).unwrap();
    symlink("/proc/self/environ", lessons.join("05-secrets.md")).unwrap();
    symlink("nowhere.md", lessons.join("06-nowhere.md")).unwrap();
    symlink(".", lessons.join("loop")).unwrap();
    symlink("07-itself.md", lessons.join("07-itself.md")).unwrap();
    fs::create_dir(lessons.join("08-folder.md")).unwrap();
    let mut refused = folder.refused();
    refused.sort();
    let named = |name: &str| (format!("courses/a/01-a/{name}"), IRREGULAR);
    assert_eq!(
        refused,
        ["03-pipe.md", "04-zero.md", "05-secrets.md", "06-nowhere.md", "07-itself.md", "loop"].map(named)
    );
    assert!(load(&folder.0).is_err_and(|error| matches!(error, ContentError::Broken { errors: 6.. })));
}

#[test]
fn what_is_too_large_or_too_deep_is_told_and_not_read() {
    let folder = Folder::new("large");
    fs::write(folder.lessons().join("01-large.md"), vec![b'a'; 10_000_000]).unwrap();
    fs::create_dir_all(folder.0.join("courses/1/2/3/4/5/6/7/8/9/10")).unwrap();
    let mut refused = folder.refused();
    refused.sort();
    assert_eq!(
        refused,
        [
            ("courses/1/2/3/4/5/6/7/8/9".to_owned(), "file/too-deep"),
            ("courses/a/01-a/01-large.md".to_owned(), "file/too-large"),
        ]
    );
    assert!(read(&folder.0).unwrap().files.is_empty());
}
