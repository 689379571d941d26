//! Signatures of the SuprSend SDKs: HMAC-SHA256 over the request exactly as it came.
//!
//! ```text
//! string_to_sign = METHOD \n MD5(body), hex, "" for no body \n CONTENT_TYPE \n DATE \n TARGET
//! signature      = base64( HMAC-SHA256( workspace secret, string_to_sign ) )
//! ```
//! The bytes of the body and of the target are hashed as received; nothing is decoded or written
//! again. There is no nonce: what a `Date` may be is the caller of [`date_ms`]'s decision.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The parts of a request that its signature covers, exactly as they were on the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// The method, in upper case.
    pub(crate) method: &'a str,
    /// The `Content-Type` header; empty when there is none.
    pub(crate) content_type: &'a [u8],
    /// The `Date` header; empty when there is none.
    pub(crate) date: &'a [u8],
    /// The path and query of the request line, percent-encoding untouched.
    pub(crate) target: &'a str,
    /// The body.
    pub(crate) body: &'a [u8],
}

/// A workspace's secret, made ready for many signatures. `Debug` hides it.
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Makes a key of a secret of any length.
    pub(crate) fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// Whether `signature` (base64) is this key's signature of the request.
    pub(crate) fn verifies(&self, signed: Signed<'_>, signature: &[u8]) -> bool {
        let Ok(claimed) = BASE64.decode(signature) else {
            return false;
        };
        self.sign(signed).ct_eq(&claimed).into()
    }

    fn sign(&self, signed: Signed<'_>) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(signed.method.as_bytes());
        mac.update(b"\n");
        if !signed.body.is_empty() {
            let mut digits = [0; 32];
            hex::encode_to_slice(Md5::digest(signed.body), &mut digits)
                .expect("16 bytes are 32 hexadecimal digits");
            mac.update(&digits);
        }
        for part in [signed.content_type, signed.date, signed.target.as_bytes()] {
            mac.update(b"\n");
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

/// Reads a `Date` header, in milliseconds since 1970: IMF-fixdate (`Sat, 21 Nov 2026 05:42:00 GMT`),
/// or ISO-8601 as the messages API of the Node SDK sends it.
pub(crate) fn date_ms(text: &str) -> Option<u64> {
    let timestamp = match text.parse::<jiff::Timestamp>() {
        Ok(timestamp) => timestamp,
        Err(_) => jiff::fmt::rfc2822::parse(text).ok()?.timestamp(),
    };
    u64::try_from(timestamp.as_millisecond()).ok()
}

#[cfg(test)]
mod tests;
