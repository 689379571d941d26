//! Bodies: read whole, as raw bytes, within bounds of size, time and nesting.
//!
//! The signature covers the bytes as they came, so nothing is decompressed or decoded here. What is
//! left unread of a refused body is actix's business: it lingers, so that a client that writes before
//! it reads gets to see the refusal.

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt as _;

use crate::config::HttpConfig;
use crate::error::{ApiError, Code};

/// Refuses a body that is compressed: no SDK sends one, and it would hide its size.
pub(crate) fn check_encoding(headers: &HeaderMap) -> Result<(), ApiError> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => Err(ApiError::new(
            Code::UnsupportedMediaType,
            "Content-Encoding: compressed bodies are not taken; send the JSON as it is",
        )),
        Some(_) | None => Ok(()),
    }
}

/// Refuses a request line and headers that are larger than they may be.
pub(crate) fn check_head(target: &str, headers: &HeaderMap, max: usize) -> Result<(), ApiError> {
    let bytes = headers.iter().fold(target.len(), |sum, (name, value)| {
        sum + name.as_str().len() + value.len() + ": \r\n".len()
    });
    if bytes <= max {
        return Ok(());
    }
    let message = format!(
        "the request line and headers are {bytes} bytes; at most {max} (http.header_bytes_max)"
    );
    Err(ApiError::new(Code::HeadersTooLarge, message))
}

/// Reads the whole body.
///
/// # Errors
/// When it is larger than `http.body_bytes_max`, takes longer than `http.body_timeout_seconds`, or
/// breaks off.
pub(crate) async fn read(
    headers: &HeaderMap,
    payload: &mut Payload,
    config: &HttpConfig,
) -> Result<Bytes, ApiError> {
    let timeout = Duration::from_secs(config.body_timeout_seconds);
    match tokio::time::timeout(timeout, collect(headers, payload, config.body_bytes_max)).await {
        Ok(result) => result,
        Err(_) => Err(ApiError::new(
            Code::RequestTimeout,
            format!(
                "the body did not arrive within {} s (http.body_timeout_seconds)",
                config.body_timeout_seconds
            ),
        )),
    }
}

async fn collect(
    headers: &HeaderMap,
    payload: &mut Payload,
    max: usize,
) -> Result<Bytes, ApiError> {
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if let Some(declared) = declared.filter(|declared| *declared > max) {
        return Err(too_large(&format!("the body is {declared} bytes"), max));
    }
    let Some(first) = next(payload).await? else {
        return Ok(Bytes::new());
    };
    // The usual body comes in one piece and is not copied.
    if declared == Some(first.len()) {
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(declared.unwrap_or(first.len() * 2).min(max));
    body.extend_from_slice(&first);
    while let Some(chunk) = next(payload).await? {
        if body.len() + chunk.len() > max {
            return Err(too_large("the body is too large", max));
        }
        body.extend_from_slice(&chunk);
    }
    if body.len() > max {
        return Err(too_large(&format!("the body is {} bytes", body.len()), max));
    }
    Ok(body.freeze())
}

async fn next(payload: &mut Payload) -> Result<Option<Bytes>, ApiError> {
    match payload.next().await {
        None => Ok(None),
        Some(Ok(chunk)) => Ok(Some(chunk)),
        Some(Err(error)) => Err(ApiError::invalid(format!("the body broke off: {error}"))),
    }
}

fn too_large(what: &str, max: usize) -> ApiError {
    ApiError::too_large(what, format!("{max} bytes"), "http.body_bytes_max")
}
