//! Words that several explanations share: how long, when, where.

use bellhop_store::{AddressView, MessageView};

/// A span of time as people say it: `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`.
pub(super) fn span(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{seconds}.{} s", milliseconds % 1_000 / 100),
        60..3_600 => format!("{minutes} min {} s", seconds % 60),
        3_600..86_400 => format!("{hours} h {} min", minutes % 60),
        86_400.. => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// A moment, for people: `2026-11-21 12:02:00.123 UTC`.
pub(crate) fn moment(at_ms: u64) -> String {
    let at_ms = i64::try_from(at_ms).unwrap_or(i64::MAX);
    match jiff::Timestamp::from_millisecond(at_ms) {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string(),
        Err(_) => format!("{at_ms} ms since 1970"),
    }
}

/// A kind of address, as people call it.
pub(super) fn kind(name: &str) -> &str {
    match name {
        "incoming_webhook" => "webhook",
        "channel_id" => "channel",
        "user_id" => "user",
        "users" => "group of",
        "email" => "e-mail",
        other => other,
    }
}

/// An address: `channel C0123456789`, or `the channel of the webhook`, whose id is not known.
pub(super) fn place(kind_name: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{} {id}", kind(kind_name)),
        None => format!("the channel of the {}", kind(kind_name)),
    }
}

/// Where a message goes, as it was addressed.
pub(super) fn addressed(message: &MessageView) -> String {
    match &message.address {
        Some(AddressView { kind, id }) => place(kind, id.as_deref()),
        None => "nobody".to_owned(),
    }
}

/// Where a message goes; an e-mail together with whom it led to.
pub(super) fn destination(message: &MessageView) -> String {
    let addressed = addressed(message);
    let asked = message.address.as_ref().and_then(|it| it.id.as_deref());
    match &message.destination {
        Some(found) if asked.is_some_and(|asked| asked != found) => {
            format!("{addressed} ({found})")
        }
        Some(_) | None => addressed,
    }
}

/// The recipient, for people.
pub(super) fn recipient(distinct_id: &str) -> &str {
    if distinct_id.is_empty() {
        "a recipient without an id"
    } else {
        distinct_id
    }
}

/// A text as a sentence of its own: with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    let ends = if text.ends_with(['.', '!', '?', '…', '^']) {
        ""
    } else {
        "."
    };
    format!("{}{}{ends}", first.to_uppercase(), characters.as_str())
}
