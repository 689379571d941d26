//! Secrets at rest: the key, and what it seals.
//!
//! Tokens, webhook URLs, workspace secrets and API keys are sealed with XChaCha20-Poly1305 and a
//! random nonce of 192 bits, which is long enough to be drawn at random for ever. The table and the
//! row's id are bound to the sealed text, so that a text copied into another row does not open.
//! A sealed text is: the key's number (one byte, so that keys can be rotated one day; there is only
//! number 1 so far), the nonce, the ciphertext with its tag.
//!
//! A connection's id is a keyed fingerprint (HMAC-SHA256) of its secret: the same token always has
//! the same id, and without the key the id neither tells nor confirms a token.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use bellhop_core::address::CredentialKind;
use bellhop_core::id::ConnectionId;

mod key;

pub use key::{SecretsKey, SecretsKeyError};

/// What the secrets of connections are sealed for.
pub(crate) const CONNECTIONS: &str = "connections";

const KEY_NUMBER: u8 = 1;
const NONCE_BYTES: usize = 24;

/// A sealed text did not open: another key, another row, or damage.
#[derive(Debug)]
pub(crate) struct Unopened;

/// Seals and opens secrets, and names connections.
pub(crate) struct Seal {
    cipher: XChaCha20Poly1305,
    fingerprint: Hmac<Sha256>,
}

impl Seal {
    pub(crate) fn new(key: &SecretsKey) -> Self {
        // Two uses, two keys: what one gives away says nothing about the other.
        let sealing = derive(key, "bellhop-store sealing 1");
        let fingerprint = derive(key, "bellhop-store connection ids 1");
        Self {
            cipher: XChaCha20Poly1305::new(&sealing.into()),
            fingerprint: hmac(&fingerprint),
        }
    }

    /// Seals `secret` for the row `id` of `table`.
    pub(crate) fn seal(&self, table: &str, id: &str, secret: &SecretString) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let bound_to = bound_to(table, id);
        let payload = Payload {
            msg: secret.expose_secret().as_bytes(),
            aad: &bound_to,
        };
        let ciphertext = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("only a text of more than 256 GiB cannot be encrypted");
        [&[KEY_NUMBER][..], &nonce, &ciphertext].concat()
    }

    /// Opens what was sealed for the row `id` of `table`.
    pub(crate) fn open(
        &self,
        table: &str,
        id: &str,
        sealed: &[u8],
    ) -> Result<SecretString, Unopened> {
        let Some((&KEY_NUMBER, rest)) = sealed.split_first() else {
            return Err(Unopened);
        };
        let Some((nonce, ciphertext)) = rest.split_first_chunk::<NONCE_BYTES>() else {
            return Err(Unopened);
        };
        let payload = Payload {
            msg: ciphertext,
            aad: &bound_to(table, id),
        };
        let opened = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Unopened)?;
        String::from_utf8(opened)
            .map(SecretString::from)
            .map_err(|_| Unopened)
    }

    /// The id of the connection that uses this secret.
    pub(crate) fn connection_id(
        &self,
        kind: CredentialKind,
        secret: &SecretString,
    ) -> ConnectionId {
        let mut fingerprint = self.fingerprint.clone();
        fingerprint.update(credential_kind(kind).as_bytes());
        fingerprint.update(&[0]);
        fingerprint.update(secret.expose_secret().as_bytes());
        let bytes = fingerprint.finalize().into_bytes();
        ConnectionId::parse(&format!("con_{}", hex::encode(&bytes[..12])))
            .expect("12 bytes are 24 hexadecimal digits")
    }
}

/// The name of a kind of credential, in the database and in fingerprints.
pub(crate) fn credential_kind(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Token => "token",
        CredentialKind::Webhook => "webhook",
    }
}

/// What the ciphertext is bound to. No table's name holds a zero byte, so no two rows collide.
fn bound_to(table: &str, id: &str) -> Vec<u8> {
    [&[KEY_NUMBER][..], table.as_bytes(), &[0], id.as_bytes()].concat()
}

fn derive(key: &SecretsKey, purpose: &str) -> [u8; 32] {
    let mut derived = hmac(key.bytes());
    derived.update(purpose.as_bytes());
    derived.finalize().into_bytes().into()
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests;
