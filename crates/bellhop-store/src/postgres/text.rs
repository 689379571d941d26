//! Texts as PostgreSQL takes them: all but one character.

use std::borrow::Cow;

/// A text that is only shown. PostgreSQL keeps no zero bytes, and one of them in a caller's text must
/// not keep a trigger from being accepted or a message from ending.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
