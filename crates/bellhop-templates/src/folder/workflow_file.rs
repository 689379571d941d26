//! `workflow.toml`: what a template's folder says of its workflow. A key that is not known is
//! refused, with the ones that are.

use std::path::Path;

use bellhop_core::card::{CardRule, Wish};
use bellhop_core::id::Slug;
use bellhop_core::timing::Timing;
use bellhop_core::workflow::{Category, FallbackText, Guarantee, Workflow};
use serde_json::Map;
use toml::{Table, Value};

use super::{TemplatesError, timing_file};
use crate::engine::shorten;

const KEYS: &str = "the keys are name, category, guarantee, events, delay, deliver_within, late, fallback, fallback_text, redeliver, long_text, broadcast_mentions, [window], [quiet_hours], [digest], [throttle], [card] and [defaults]";
const EVENTS_MAX: usize = 100;

pub(super) fn parse(slug: &Slug, path: &Path, text: &str) -> Result<Workflow, TemplatesError> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| TemplatesError::Form {
            path: path.into(),
            form: "TOML",
            problem: not_toml(text, &error),
        })?;
    let mut workflow = bare(slug);
    let mut says_fallback = false;
    for (key, value) in &table {
        let shown = || shorten(&value.to_string(), 80);
        let (path, key, known) = (path.to_owned(), key.clone(), KEYS);
        let wrong = |expected: &str| TemplatesError::Key {
            path: path.clone(),
            key: key.clone(),
            value: shown(),
            expected: expected.to_owned(),
        };
        match key.clone().as_str() {
            "name" => workflow.name = name(value).ok_or_else(|| wrong("1 to 255 characters"))?,
            "category" => {
                let expected = "one of system, transactional, promotional";
                workflow.category = category(value).ok_or_else(|| wrong(expected))?;
            }
            "guarantee" => {
                let expected = "one of at_least_once, at_most_once";
                workflow.guarantee = guarantee(value).ok_or_else(|| wrong(expected))?;
            }
            "card" => {
                let expected = "a table with key (a path into the data, for example \"incident.id\"), thread (one of update, reply, broadcast, new), or both";
                workflow.card = card_rule(value).ok_or_else(|| wrong(expected))?;
            }
            "events" => {
                let expected = "at most 100 names of events, for example [\"USER_SIGNED_UP\"]";
                workflow.events = events(value).ok_or_else(|| wrong(expected))?;
            }
            "fallback" => {
                let expected = "\"none\" or \"text\"";
                says_fallback = fallback(value).ok_or_else(|| wrong(expected))?;
            }
            "fallback_text" => {
                let expected = "1 to 3000 characters, with values of the data as {{order.number}}";
                let text = value.as_str().and_then(FallbackText::parse);
                workflow.fallback = Some(text.ok_or_else(|| wrong(expected))?);
            }
            "redeliver" => {
                workflow.redeliver = value.as_bool().ok_or_else(|| wrong("true or false"))?;
            }
            "defaults" => {
                let expected = "a table of data, without dates";
                workflow.defaults = defaults(value).ok_or_else(|| wrong(expected))?;
            }
            _ if timing_file::KEYS.contains(&key.as_str()) => {
                let read = timing_file::read(&mut workflow.timing, &key, value);
                read.map_err(|expected| wrong(&expected))?;
            }
            // What they say is for the message, not for the workflow: see `message_rules`.
            "long_text" | "broadcast_mentions" => {}
            _ => {
                return Err(TemplatesError::UnknownKey {
                    value: shown(),
                    path,
                    key,
                    known,
                });
            }
        }
    }
    if says_fallback == workflow.fallback.is_some() {
        return Ok(workflow);
    }
    let (key, value, expected) = if says_fallback {
        (
            "fallback_text",
            "missing",
            "given, since fallback is \"text\"",
        )
    } else {
        (
            "fallback",
            "not \"text\"",
            "\"text\", since fallback_text is given",
        )
    };
    Err(TemplatesError::Key {
        path: path.into(),
        key: key.to_owned(),
        value: value.to_owned(),
        expected: expected.to_owned(),
    })
}

/// The workflow of a template that says nothing of it.
pub(super) fn bare(slug: &Slug) -> Workflow {
    Workflow {
        slug: slug.clone(),
        name: slug.as_str().to_owned(),
        category: Category::default(),
        guarantee: Guarantee::default(),
        timing: Timing::default(),
        card: CardRule::default(),
        events: Vec::new(),
        fallback: None,
        redeliver: false,
        defaults: Map::new(),
    }
}

fn name(value: &Value) -> Option<String> {
    let name = value.as_str()?;
    (1..=255)
        .contains(&name.chars().count())
        .then(|| name.to_owned())
}

fn category(value: &Value) -> Option<Category> {
    let name = value.as_str()?;
    Category::ALL
        .iter()
        .copied()
        .find(|category| category.as_str() == name)
}

fn guarantee(value: &Value) -> Option<Guarantee> {
    let name = value.as_str()?;
    Guarantee::ALL
        .iter()
        .copied()
        .find(|guarantee| guarantee.as_str() == name)
}

/// What makes its messages cards. A path has no empty names.
fn card_rule(value: &Value) -> Option<CardRule> {
    let table = value.as_table()?;
    let mut rule = CardRule::default();
    for (key, value) in table {
        match key.as_str() {
            "key" => {
                let path = value.as_str()?;
                rule.key = Some(path.to_owned()).filter(|path| !path.split('.').any(str::is_empty));
                rule.key.as_ref()?;
            }
            "thread" => rule.wish = Some(Wish::of_thread(value.as_str()?)?),
            _ => return None,
        }
    }
    Some(rule)
}

fn fallback(value: &Value) -> Option<bool> {
    match value.as_str()? {
        "none" => Some(false),
        "text" => Some(true),
        _ => None,
    }
}

fn events(value: &Value) -> Option<Vec<String>> {
    let events = value
        .as_array()
        .filter(|events| events.len() <= EVENTS_MAX)?;
    events.iter().map(name).collect()
}

/// What is wrong and where, in one line: the parser's own words draw a picture under it.
fn not_toml(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let Some(before) = before else {
        return error.message().to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
        + 1;
    format!("{} at line {line}, column {column}", error.message())
}

/// TOML's own dates have no meaning in a template's data.
fn defaults(value: &Value) -> Option<Map<String, serde_json::Value>> {
    value
        .as_table()?
        .iter()
        .map(|(key, value)| Some((key.clone(), json(value)?)))
        .collect()
}

fn json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::String(value) => value.as_str().into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => serde_json::Number::from_f64(*value)?.into(),
        Value::Boolean(value) => (*value).into(),
        Value::Array(items) => items.iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        Value::Table(_) => defaults(value)?.into(),
        Value::Datetime(_) => return None,
    })
}
