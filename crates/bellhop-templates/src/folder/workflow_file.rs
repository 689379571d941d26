//! `workflow.toml`: what a template's folder says of its workflow. A key that is not known is
//! refused, with the ones that are.

use std::path::Path;

use bellhop_core::id::Slug;
use bellhop_core::workflow::{Category, FallbackText, Guarantee, Workflow};
use serde_json::Map;
use toml::{Table, Value};

use super::TemplatesError;
use crate::engine::shorten;

const KEYS: &str = "the keys are name, category, guarantee, events, fallback, fallback_text, redeliver and [defaults]";
const EVENTS_MAX: usize = 100;

pub(super) fn parse(slug: &Slug, path: &Path, text: &str) -> Result<Workflow, TemplatesError> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| TemplatesError::Form {
            path: path.into(),
            form: "TOML",
            problem: error.to_string(),
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
