//! The key that seals secrets, and the file that keeps it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, Engine};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

/// The key that seals the secrets in the store: 32 bytes. Whoever has it and the database has every
/// token, so keep the two apart in backups.
#[derive(Debug)]
pub struct SecretsKey(SecretBox<[u8; 32]>);

/// Why there is no key. The text never contains one.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SecretsKeyError {
    /// The text is not a key.
    #[error(
        "the secrets key must be 32 bytes, as base64 (44 characters) or as 64 hexadecimal digits; make one with: openssl rand -base64 32"
    )]
    Malformed,
    /// The file holds something else.
    #[error("{path} does not hold a secrets key (32 bytes as base64 or hexadecimal digits)")]
    MalformedFile {
        /// The file.
        path: PathBuf,
    },
    /// Others may read the file.
    #[error(
        "{path} may be read by others (mode {mode:03o}), and it holds the secrets key; run: chmod 600 {path}"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file could not be read or made.
    #[error("the secrets key file {path} could not be read or made")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Arc<io::Error>,
    },
}

impl SecretsKey {
    /// Reads a key: 32 bytes as base64 (either alphabet, padded or not) or as hexadecimal digits.
    ///
    /// # Errors
    /// [`SecretsKeyError::Malformed`], which does not repeat the text.
    pub fn parse(text: &SecretString) -> Result<Self, SecretsKeyError> {
        let text = text.expose_secret().trim();
        let bytes = hex::decode(text).ok().or_else(|| decode_base64(text));
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        key.map(Self::from_bytes).ok_or(SecretsKeyError::Malformed)
    }

    /// Reads the key in `path`; at the first start, when there is no such file, makes one with a
    /// random key, which only the owner may read.
    ///
    /// # Errors
    /// [`SecretsKeyError`] when the file cannot be read or made, may be read by others, or holds
    /// something else.
    pub fn load_or_create(path: &Path) -> Result<Self, SecretsKeyError> {
        let failed = |error| SecretsKeyError::File {
            path: path.to_owned(),
            source: Arc::new(error),
        };
        match fs::metadata(path) {
            Ok(metadata) => Self::load(path, metadata.permissions().mode() & 0o777),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(path).map_err(failed)?;
                let metadata = fs::metadata(path).map_err(failed)?;
                Self::load(path, metadata.permissions().mode() & 0o777)
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn load(path: &Path, mode: u32) -> Result<Self, SecretsKeyError> {
        if mode & 0o077 != 0 {
            return Err(SecretsKeyError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text.into()).map_err(|_| SecretsKeyError::MalformedFile {
                path: path.to_owned(),
            }),
            Err(error) => Err(SecretsKeyError::File {
                path: path.to_owned(),
                source: Arc::new(error),
            }),
        }
    }

    fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabets = [alphabet::STANDARD, alphabet::URL_SAFE];
    alphabets
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

/// Makes the file whole or not at all: a key that is lost after secrets were sealed with it is worse
/// than none. Two programs that start together agree on one key, since a hard link never replaces.
fn create(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".secrets-key-{:016x}", rand::random::<u64>()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    let key: [u8; 32] = rand::random();
    let written = writeln!(file, "{}", STANDARD.encode(key)).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result,
    });
    fs::remove_file(&draft)?;
    linked?;
    File::open(folder)?.sync_all()
}
