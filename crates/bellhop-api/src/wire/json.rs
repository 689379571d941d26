//! JSON text: bounded nesting, one record or an array of them, errors with line and column.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{ApiError, Code};

/// Refuses JSON that nests deeper than `max`.
///
/// Deep nesting costs a recursive reader its stack, and what is accepted here must still be readable
/// after it was wrapped in the queue's envelope.
pub(crate) fn check_depth(body: &[u8], max: usize) -> Result<(), ApiError> {
    let mut depth = 0usize;
    let mut in_text = false;
    let mut escaped = false;
    for byte in body {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > max {
            let message = format!("the JSON nests deeper than {max} levels (http.json_depth_max)");
            return Err(ApiError::new(Code::InvalidJson, message));
        }
    }
    Ok(())
}

/// Reads one value from JSON text.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Result<T, ApiError> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::new(
            Code::InvalidJson,
            "the body is empty; it must be JSON",
        ));
    }
    serde_json::from_slice(text)
        .map_err(|error| ApiError::new(Code::InvalidJson, format!("bad JSON: {error}")))
}

/// As [`read`], where a body that is missing asks for nothing in particular.
pub(crate) fn read_or_default<'a, T: Deserialize<'a> + Default>(
    text: &'a [u8],
) -> Result<T, ApiError> {
    match text {
        b"" => Ok(T::default()),
        text => read(text),
    }
}

/// A body that may be one record or an array of them.
#[derive(Debug)]
pub(crate) enum Records<'a> {
    /// One record, as text.
    One(&'a [u8]),
    /// An array of records, each as text.
    Many(Vec<&'a RawValue>),
}

/// Tells one record from an array of them; the records are not read yet.
pub(crate) fn records(body: &[u8], max: usize) -> Result<Records<'_>, ApiError> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'[') {
        return Ok(Records::One(body));
    }
    let many: Vec<&RawValue> = read(body)?;
    if many.is_empty() {
        return Err(ApiError::invalid(
            "the array is empty; it must hold at least one record",
        ));
    }
    if many.len() > max {
        let what = format!("the array holds {} records", many.len());
        return Err(ApiError::too_large(&what, max, "ingest.bulk_records_max"));
    }
    Ok(Records::Many(many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_outside_of_texts() {
        assert!(check_depth(br#"{"a": [[1]], "b": "[[[[[[\"[[[["}"#, 3).is_ok());
        assert!(check_depth(br#"{"a": [[1]]}"#, 2).is_err());
    }

    #[test]
    fn bad_json_is_refused_with_its_line_and_column() {
        let error = read::<Vec<u8>>(b"[1,\n 2,, 3]").unwrap_err();

        assert_eq!(error.code, Code::InvalidJson);
        assert_eq!(error.message, "bad JSON: expected value at line 2 column 4");
    }

    #[test]
    fn one_record_is_told_from_an_array() {
        assert!(matches!(records(b" {}", 2), Ok(Records::One(b" {}"))));
        assert!(matches!(records(b"\n[{}, 1]", 2), Ok(Records::Many(many)) if many.len() == 2));
        assert_eq!(records(b"[1, 2, 3]", 2).unwrap_err().code, Code::TooLarge);
        assert_eq!(records(b"[]", 2).unwrap_err().code, Code::InvalidRequest);
    }
}
