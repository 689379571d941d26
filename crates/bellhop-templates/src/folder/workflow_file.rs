//! `workflow.toml`: what a template's folder says of its workflow. A key that is not known is
//! refused, with the ones that are.

use std::path::Path;

use bellhop_core::id::Slug;
use bellhop_core::workflow::{Category, Guarantee, Workflow};
use serde_json::Map;
use toml::{Table, Value};

use super::TemplatesError;
use crate::engine::shorten;

const KEYS: &str =
    "the keys are name, category, guarantee, events, long_text, broadcast_mentions and [defaults]";
const EVENTS_MAX: usize = 100;

pub(super) fn parse(slug: &Slug, path: &Path, text: &str) -> Result<Workflow, TemplatesError> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| TemplatesError::Form {
            path: path.into(),
            form: "TOML",
            problem: error.to_string(),
        })?;
    let mut workflow = Workflow {
        slug: slug.clone(),
        name: slug.as_str().to_owned(),
        category: Category::default(),
        guarantee: Guarantee::default(),
        events: Vec::new(),
        defaults: Map::new(),
    };
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
            "defaults" => {
                let expected = "a table of data, without dates";
                workflow.defaults = defaults(value).ok_or_else(|| wrong(expected))?;
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
    Ok(workflow)
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
