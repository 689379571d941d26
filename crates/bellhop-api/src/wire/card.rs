//! What triggers say of cards: `key`, `thread`, `action`; and of a message for one person's eyes:
//! `ephemeral`.

use bellhop_core::address::json_kind;
use bellhop_core::card::{CardAsk, Wish, key_in};
use bellhop_core::id::{CardKey, Emoji, Slug};
use bellhop_core::workflow::Catalog;
use serde_json::{Map, Value};

use crate::error::ApiError;

/// The most characters of an e-mail.
const PERSON_CHARACTERS_MAX: usize = 254;

/// What a body says of it, not checked yet.
pub(crate) struct Said<'a> {
    pub(crate) key: Option<&'a str>,
    pub(crate) thread: Option<&'a Value>,
    pub(crate) action: Option<&'a Value>,
    pub(crate) ephemeral: Option<&'a str>,
}

/// Reads what a trigger says of cards, and who alone is to see it.
pub(crate) fn read(
    said: Said<'_>,
    workflow: &Slug,
    catalog: &Catalog,
    data: &Map<String, Value>,
) -> Result<(CardAsk, Option<String>), ApiError> {
    let rule = catalog.get(workflow).map(|workflow| &workflow.card);
    let path = rule.and_then(|rule| rule.key.as_deref());
    let thread = said.thread.filter(|value| !value.is_null()).map(thread);
    let action = said.action.filter(|value| !value.is_null()).map(action);
    let (wish, named) = match (thread, action) {
        (Some(_), Some(_)) => {
            let message = "action: cannot be given together with thread; an action sends nothing";
            return Err(ApiError::invalid(message));
        }
        (Some(wish), None) => (Some(wish?), "thread"),
        (None, Some(wish)) => (Some(wish?), "action"),
        (None, None) => (None, ""),
    };
    let key = said.key.map(key).transpose()?;
    let ephemeral = said.ephemeral.map(person).transpose()?;
    if ephemeral.is_some() && (key.is_some() || path.is_some()) {
        return Err(ApiError::invalid(
            "ephemeral: cannot be given together with a key (of the trigger, or of its workflow's [card]): what one person sees cannot be changed",
        ));
    }
    match (&key, path) {
        (None, Some(path)) if key_in(data, path).is_none() => {
            let message = format!(
                "data.{path}: must be a text of 1 to 255 characters or a whole number, since workflow '{workflow}' takes the key of its card from there; or give key"
            );
            return Err(ApiError::invalid(message));
        }
        (None, None) if wish.is_some() => {
            let message = format!(
                "{named}: goes with a key; give key, or let the workflow's [card] say where in the data it is"
            );
            return Err(ApiError::invalid(message));
        }
        (Some(_), _) | (None, Some(_) | None) => {}
    }
    Ok((CardAsk { key, wish }, ephemeral))
}

fn key(text: &str) -> Result<CardKey, ApiError> {
    CardKey::parse(text).map_err(|error| ApiError::invalid(format!("key: {error}")))
}

fn thread(value: &Value) -> Result<Wish, ApiError> {
    value.as_str().and_then(Wish::of_thread).ok_or_else(|| {
        let names: Vec<_> = Wish::THREADS.iter().map(|(name, _)| *name).collect();
        let (names, shown) = (names.join(", "), shown(value));
        ApiError::invalid(format!("thread: must be one of {names}; not {shown}"))
    })
}

fn action(value: &Value) -> Result<Wish, ApiError> {
    let wrong = || {
        let shown = shown(value);
        ApiError::invalid(format!(
            "action: must be \"delete\", \"pin\", \"unpin\", {{\"react\": \"emoji\"}} or {{\"unreact\": \"emoji\"}}; not {shown}"
        ))
    };
    match value {
        Value::String(name) => match name.as_str() {
            "delete" => Ok(Wish::Delete),
            "pin" => Ok(Wish::Pin),
            "unpin" => Ok(Wish::Unpin),
            _ => Err(wrong()),
        },
        Value::Object(fields) => {
            let mut fields = fields.iter();
            let (Some((name, Value::String(emoji))), None) = (fields.next(), fields.next()) else {
                return Err(wrong());
            };
            let parsed = Emoji::parse(emoji.trim_matches(':'));
            let emoji =
                parsed.map_err(|error| ApiError::invalid(format!("action.{name}: {error}")))?;
            match name.as_str() {
                "react" => Ok(Wish::React(emoji)),
                "unreact" => Ok(Wish::Unreact(emoji)),
                _ => Err(wrong()),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(wrong()),
    }
}

/// Slack's user ids start with U or W; anything with an @ is taken for an e-mail.
fn person(text: &str) -> Result<String, ApiError> {
    let is_id = text.starts_with(['U', 'W']) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_email = text.contains('@') && !text.chars().any(char::is_whitespace);
    let fits = text.chars().count() <= PERSON_CHARACTERS_MAX;
    if fits && (is_id || is_email) {
        return Ok(text.to_owned());
    }
    let shown: String = text.chars().take(80).collect();
    Err(ApiError::invalid(format!(
        "ephemeral: must be a Slack user id (U…) or an e-mail, not {shown:?}"
    )))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", text.chars().take(80).collect::<String>()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            json_kind(value).to_owned()
        }
    }
}

#[cfg(test)]
mod tests;
