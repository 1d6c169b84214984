//! Key-encryption keys: what wraps all other keys. They lie outside of the database, in a file or in the environment, a
//! line each; the first one wraps, all of them unwrap.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// Bytes of a key of ours.
pub const KEY: usize = 32;
/// Bytes of a nonce of AES-GCM.
pub const NONCE: usize = 12;
/// A line as an example shows it; everybody knows it, so it wraps nothing.
pub const EXAMPLE: &str = "YW4gZXhhbXBsZSBvbmx5OiBtYWtlIHlvdXIgb3duISE=";
/// The one that tests wrap by.
pub const OF_TESTS: &str = "dGhlIGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGVzISE=";
/// A file of keys is not longer than this.
const LONGEST: u64 = 64 * 1024;

#[derive(Clone, Debug, thiserror::Error)]
pub enum KekError {
    #[error("the key-encryption keys in {0} cannot be read: {1}; nothing was changed")]
    Unreadable(String, String),
    #[error("{0} can be read by others: run `chmod 600 {0}`")]
    Open(String),
    #[error(
        "{0} holds no key-encryption key; expected lines of 44 letters, as `academy keys new` prints them, the newest first"
    )]
    Malformed(String),
    #[error(
        "KEK_FILE and KEK are not set, and DATABASE_URL is: a database of your own needs a key of your own, for without it \
         nobody can read what learners have told. Run `academy keys new > kek && chmod 600 kek`, keep a copy apart from \
         the backups, and set KEK_FILE to it"
    )]
    Missing,
    #[error(
        "keys in the database are wrapped by the key-encryption key {wanted}, and {place} holds {held}. Nothing was \
         changed. Put the right key there; without it what is sealed cannot be read"
    )]
    Wrong { wanted: String, place: String, held: String },
    #[error("{0} holds the key of the example, which everybody knows: run `academy keys new`")]
    Example(String),
    #[error("a key in the database does not open with the key-encryption key {0}: the row was changed")]
    Forged(String),
}

/// One key-encryption key.
#[derive(Clone)]
struct Kek {
    /// 8 hex digits that follow from it and tell nothing of it.
    id: String,
    cipher: Aes256Gcm,
}

/// Those that there are, the one that wraps first.
#[derive(Clone, Default)]
pub struct Ring(Vec<Kek>);

impl std::fmt::Debug for Ring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Ring {
    pub fn parse(text: &str, place: &str) -> Result<Self, KekError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keks: Option<Vec<Kek>> = lines.map(Kek::parse).collect();
        keks.filter(|keks| !keks.is_empty()).map(Self).ok_or_else(|| KekError::Malformed(place.to_owned()))
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|kek| kek.id.as_str())
    }

    /// The id of the one that wraps.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", |kek| &kek.id)
    }

    /// A key, wrapped under its name by the first; with the id of that.
    pub fn wrap(&self, name: &str, key: &[u8; KEY]) -> Option<(String, Vec<u8>)> {
        let kek = self.0.first()?;
        Some((kek.id.clone(), close(&kek.cipher, name.as_bytes(), key)?))
    }

    /// None: that one is not here.
    pub fn unwrap(&self, id: &str, name: &str, wrapped: &[u8]) -> Option<Result<[u8; KEY], KekError>> {
        let kek = self.0.iter().find(|kek| kek.id == id)?;
        let key = open(&kek.cipher, name.as_bytes(), wrapped).and_then(|key| key.try_into().ok());
        Some(key.ok_or_else(|| KekError::Forged(id.to_owned())))
    }
}

impl Kek {
    fn parse(line: &str) -> Option<Self> {
        let key: [u8; KEY] = STANDARD.decode(line).ok()?.try_into().ok()?;
        let digest = Sha256::digest([b"academy kek id".as_slice(), &key].concat());
        Some(Self { id: hex::encode(&digest[..4]), cipher: Aes256Gcm::new(&key.into()) })
    }
}

/// A fresh line for a file of keys.
pub fn fresh() -> String {
    STANDARD.encode(rand::random::<[u8; KEY]>())
}

/// What is sealed under this name, behind its nonce. None: it is too long, some gigabytes.
pub fn close(cipher: &Aes256Gcm, name: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: value, aad: name }).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// None: it was not sealed under this name, or was changed.
pub fn open(cipher: &Aes256Gcm, name: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    cipher.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: name }).ok()
}

/// Where key-encryption keys lie.
#[derive(Clone, Debug)]
pub enum Place {
    /// `KEK`
    Environment(SecretString),
    /// `KEK_FILE`
    File(PathBuf),
    /// A file of our own beside the private cluster's data; it is made where it is not there.
    Own(PathBuf),
    /// Nowhere, and the database is somebody else's.
    Nowhere,
}

/// What was read, and when its file had changed before.
type Read = (Option<SystemTime>, Ring);

/// The keys, read again when their file has changed.
#[derive(Clone, Debug)]
pub struct Keks {
    place: Arc<Place>,
    read: Arc<Mutex<Option<Read>>>,
}

impl Keks {
    pub fn at(place: Place) -> Self {
        Self { place: Arc::new(place), read: Arc::default() }
    }

    /// Where they are, for people.
    pub fn place(&self) -> String {
        match &*self.place {
            Place::Environment(_) => "KEK".to_owned(),
            Place::File(path) | Place::Own(path) => path.display().to_string(),
            Place::Nowhere => "nothing".to_owned(),
        }
    }

    /// Is it a file of our own, which may still have to be made?
    pub fn is_ours(&self) -> bool {
        matches!(*self.place, Place::Own(_))
    }

    /// The file that a new key may be put into.
    pub fn file(&self) -> Option<&Path> {
        match &*self.place {
            Place::File(path) | Place::Own(path) => Some(path),
            Place::Environment(_) | Place::Nowhere => None,
        }
    }

    /// Makes our own file where there is none. Nothing must hang on an older one.
    pub fn make(&self) -> Result<(), KekError> {
        let Place::Own(path) = &*self.place else { return Ok(()) };
        if path.exists() {
            return Ok(());
        }
        put(path, &format!("{}\n", fresh())).map_err(|error| unreadable(path, &error))
    }

    /// Puts a fresh key before those that are there.
    pub fn renew(&self) -> Result<(), KekError> {
        let path = self.file().ok_or(KekError::Missing)?;
        let before = slurp(path)?;
        Ring::parse(&before, &self.place())?;
        put(path, &format!("{}\n{before}", fresh())).map_err(|error| unreadable(path, &error))
    }

    fn parsed(&self, text: &str) -> Result<Ring, KekError> {
        if text.contains(EXAMPLE) {
            return Err(KekError::Example(self.place()));
        }
        Ring::parse(text, &self.place())
    }

    /// Those that there are now.
    pub fn ring(&self) -> Result<Ring, KekError> {
        let path = match &*self.place {
            Place::Nowhere => return Err(KekError::Missing),
            Place::Environment(keys) => return self.parsed(keys.expose_secret()),
            Place::File(path) | Place::Own(path) => path,
        };
        let changed = fs::metadata(path).and_then(|file| file.modified()).ok();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, ring)) = &*read
            && changed.is_some()
            && *then == changed
        {
            return Ok(ring.clone());
        }
        let ring = self.parsed(&slurp(path)?)?;
        *read = Some((changed, ring.clone()));
        Ok(ring)
    }
}

fn slurp(path: &Path) -> Result<String, KekError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let about = file.metadata().map_err(|error| unreadable(path, &error))?;
    if about.mode() & 0o077 != 0 {
        return Err(KekError::Open(path.display().to_string()));
    }
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(|error| unreadable(path, &error))?;
    Ok(text)
}

/// Whole or not at all, and for its owner only.
fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(format!("new.{:08x}", rand::random::<u32>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // Whoever has taken over a file that is another user's leaves it theirs.
    if let Ok(before) = fs::metadata(path) {
        std::os::unix::fs::chown(&beside, Some(before.uid()), Some(before.gid())).ok();
    }
    fs::rename(&beside, path)
}

fn unreadable(path: &Path, error: &io::Error) -> KekError {
    KekError::Unreadable(path.display().to_string(), error.to_string())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn ring(lines: &[&str]) -> Ring {
        Ring::parse(&lines.join("\n"), "a test").unwrap()
    }

    #[test]
    fn the_first_wraps_and_all_unwrap_under_the_same_name_only() {
        let (old, new) = (fresh(), fresh());
        let (id, wrapped) = ring(&[&old]).wrap("anna", &[7; KEY]).unwrap();
        let both = ring(&["# newest first", &new, &old, ""]);
        assert_eq!(both.unwrap(&id, "anna", &wrapped).unwrap().unwrap(), [7; KEY]);
        assert!(both.unwrap(&id, "boris", &wrapped).unwrap().is_err(), "another person's row");
        assert_eq!(both.wrap("anna", &[7; KEY]).unwrap().0, both.first());
        assert!(ring(&[&new]).unwrap(&id, "anna", &wrapped).is_none(), "the old one was lost");
    }

    #[test]
    fn what_is_no_key_is_told() {
        for text in ["", "# nothing", "short", &format!("{}\nx", fresh())] {
            assert!(matches!(Ring::parse(text, "KEK"), Err(KekError::Malformed(_))), "{text}");
        }
        assert!(matches!(Keks::at(Place::Nowhere).ring(), Err(KekError::Missing)));
        assert!(matches!(Keks::at(Place::Environment(EXAMPLE.into())).ring(), Err(KekError::Example(_))));
    }

    #[test]
    fn a_file_is_made_once_for_its_owner_only_and_read_again_when_it_has_changed() {
        let folder = std::env::temp_dir().join(format!("academy-kek-{:016x}", rand::random::<u64>()));
        let path = folder.join("kek");
        let keks = Keks::at(Place::Own(path.clone()));
        keks.make().unwrap();
        let first = keks.ring().unwrap();
        keks.make().unwrap();
        assert_eq!(keks.ring().unwrap().first(), first.first());
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        keks.renew().unwrap();
        let renewed = keks.ring().unwrap();
        assert_ne!(renewed.first(), first.first());
        assert_eq!(renewed.ids().collect::<Vec<_>>(), [renewed.first(), first.first()]);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keks::at(Place::File(path)).ring(), Err(KekError::Open(_))));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_shows_a_key() {
        let line = fresh();
        let shown = format!("{:?} {:?}", ring(&[&line]), Keks::at(Place::Environment(line.clone().into())));
        assert!(!shown.contains(&line), "{shown}");
    }
}
