//! Messages that are wrong in one place.

use serde_json::{Value, json};

use super::pieces::of;
use super::{Case, each_block};

/// Every message with one thing changed, wherever something can be changed.
pub(in super::super) fn spoilt() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, block) in each_block() {
        let message = of(block);
        let mut places = Vec::new();
        collect(&message["blocks"], "/blocks".to_owned(), &mut places);
        for place in &places {
            for (what, message) in spoil(&message, place) {
                cases.push(Case {
                    name: format!("{name}: {place} {what}"),
                    message,
                    is_valid: None,
                });
            }
        }
    }
    cases
}

fn collect(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                collect(inner, format!("{place}/{key}"), places);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, format!("{place}/{index}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    places.push(place);
}

fn spoil(message: &Value, place: &str) -> Vec<(&'static str, Value)> {
    let mut spoilt = Vec::new();
    let others = [
        ("is a number", json!(7)),
        ("is true", json!(true)),
        ("is nothing", json!("")),
        ("is a word", json!("word")),
        ("is an empty list", json!([])),
        ("is an empty object", json!({})),
    ];
    for (what, other) in others {
        let mut changed = message.clone();
        if let Some(value) = changed.pointer_mut(place) {
            *value = other;
            spoilt.push((what, changed));
        }
    }
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let mut removed = message.clone();
    let around = removed.pointer_mut(parent).and_then(Value::as_object_mut);
    if around.is_some_and(|map| map.remove(key).is_some()) {
        spoilt.push(("is missing", removed));
    }
    let mut added = message.clone();
    if let Some(Value::Object(map)) = added.pointer_mut(place) {
        map.insert("colour".to_owned(), json!("red"));
        spoilt.push(("has a colour", added));
    }
    spoilt
}
