//! Cursors: a place in a list, as text that callers hand back without reading it.
//!
//! A cursor says which list it belongs to, so that one of another list is refused. It is not signed:
//! every query is bound to its workspace, so a forged cursor shows nothing that a page would not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::StoreError;

/// Which list a cursor is a place in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Profiles,
    Messages,
    Found,
}

impl List {
    fn prefix(self) -> &'static str {
        match self {
            Self::Profiles => "profiles:",
            Self::Messages => "messages:",
            Self::Found => "found:",
        }
    }
}

pub(crate) fn write(list: List, seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{seq}", list.prefix()))
}

pub(crate) fn read(list: List, field: &'static str, cursor: &str) -> Result<i64, StoreError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let seq = text
        .as_deref()
        .and_then(|text| text.strip_prefix(list.prefix())?.parse().ok());
    seq.ok_or(StoreError::Cursor {
        field,
        problem: "is not a cursor of this list",
    })
}
