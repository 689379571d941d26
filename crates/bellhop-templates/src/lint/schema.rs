//! The form of the tables, and the walk of a message along them.

use serde_json::{Map, Value};

use super::finding::Rule;
use super::findings::Findings;
use super::tables::is_closed;

/// What a value must be.
pub(super) enum Shape {
    /// A string of so many characters.
    Text(usize, usize),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A web address.
    Url,
    /// A string with a form of its own, and that form in words.
    Form(fn(&str) -> bool, &'static str),
    /// True or false.
    Boolean,
    /// A whole number in this range.
    Number(i64, i64),
    /// Any number.
    Decimal,
    /// A number above zero.
    Positive,
    /// So many of something.
    List(usize, usize, &'static Shape),
    /// A text object of so many characters.
    TextObject(TextKind, usize, usize),
    /// An object of this kind, whatever its `type`.
    Object(&'static Object),
    /// An object whose `type` says which of these it is.
    Typed(&'static Family),
    /// Null, or something else.
    Nullable(&'static Shape),
    /// An object with keys of the author's own.
    Map,
    /// Anything.
    Any,
}

/// The longest web address.
const URL_CHARS_MAX: usize = 3_000;

/// Which text objects a place takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Plain,
    Either,
}

/// One kind of object.
pub(super) struct Object {
    /// Its `type`, or what people call it.
    pub(super) name: &'static str,
    pub(super) required: &'static [(&'static str, Shape)],
    pub(super) optional: &'static [(&'static str, Shape)],
    pub(super) together: &'static [Together],
}

/// A rule about several properties of one object.
pub(super) enum Together {
    /// At least one of these.
    Some(&'static [&'static str]),
    /// Exactly one of these.
    One(&'static [&'static str]),
    /// One of these at most.
    AtMostOne(&'static [&'static str]),
    /// What no table can say.
    Agree(fn(&Map<String, Value>, &mut Findings)),
}

/// Kinds of objects that may stand in the same place.
pub(super) struct Family {
    /// What people call any of them.
    pub(super) name: &'static str,
    pub(super) kinds: &'static [&'static Object],
    /// Types that Slack knows, but not in messages.
    pub(super) elsewhere: &'static [&'static str],
}

/// Checks `value` against `object`.
pub(super) fn check_object(object: &Object, value: &Value, findings: &mut Findings) {
    findings.of_kind(object.name, |findings| {
        check_properties(object, value, findings);
    });
}

fn check_properties(object: &Object, value: &Value, findings: &mut Findings) {
    let name = object.name;
    let Some(map) = value.as_object() else {
        return findings.error(Rule::Type, format!("must be an object ({name})"));
    };
    for (key, shape) in object.required {
        match map.get(*key) {
            None => findings.error(Rule::Required, format!("{name} needs `{key}`")),
            Some(value) => findings.within(key, |findings| check(shape, value, findings)),
        }
    }
    for (key, shape) in object.optional {
        if let Some(value) = map.get(*key) {
            findings.within(key, |findings| check(shape, value, findings));
        }
    }
    let known = |key: &str| {
        let mut keys = object
            .required
            .iter()
            .chain(object.optional)
            .map(|(known, _)| *known);
        key == "type" || keys.any(|known| known == key)
    };
    for key in map.keys().filter(|key| !known(key)) {
        findings.within(key, |findings| {
            let message = format!("{name} has no such property");
            if is_closed(name) {
                findings.error(Rule::Unknown, message);
            } else {
                findings.warning(Rule::Unknown, message);
            }
        });
    }
    check_together(object, map, findings);
}

fn check_together(object: &Object, map: &Map<String, Value>, findings: &mut Findings) {
    for rule in object.together {
        let keys = match rule {
            Together::Some(keys) | Together::One(keys) | Together::AtMostOne(keys) => keys,
            Together::Agree(check) => {
                check(map, findings);
                continue;
            }
        };
        let given = keys.iter().filter(|key| map.contains_key(**key)).count();
        let (name, keys) = (object.name, keys.join("`, `"));
        if given == 0 && !matches!(rule, Together::AtMostOne(_)) {
            findings.error(Rule::Required, format!("{name} needs one of `{keys}`"));
        }
        if given > 1 && !matches!(rule, Together::Some(_)) {
            findings.error(
                Rule::Exclusive,
                format!("{name} takes only one of `{keys}`"),
            );
        }
    }
}

fn check(shape: &Shape, value: &Value, findings: &mut Findings) {
    match shape {
        Shape::Text(min, max) => match value.as_str() {
            Some(text) => findings.range(Rule::Length, length(text), (*min, *max), "characters"),
            None => findings.error(Rule::Type, "must be a string"),
        },
        Shape::Url => match value.as_str() {
            Some(url) => {
                findings.range(Rule::Length, length(url), (1, URL_CHARS_MAX), "characters");
                if !url.is_empty() && !is_url(url) {
                    findings.error(Rule::Value, "must be a URL, such as https://example.com/a");
                }
            }
            None => findings.error(Rule::Type, "must be a string"),
        },
        Shape::OneOf(allowed) => match value.as_str() {
            Some(text) if allowed.contains(&text) => {}
            _ => findings.error(
                Rule::Value,
                format!("must be one of {}", allowed.join(", ")),
            ),
        },
        Shape::Form(is_right, form) => {
            if !value.as_str().is_some_and(is_right) {
                findings.error(Rule::Value, format!("must be {form}"));
            }
        }
        Shape::Boolean => {
            if !value.is_boolean() {
                findings.error(Rule::Type, "must be true or false");
            }
        }
        Shape::Number(min, max) => {
            if !value
                .as_i64()
                .is_some_and(|number| (*min..=*max).contains(&number))
            {
                findings.error(
                    Rule::Value,
                    format!("must be a whole number from {min} to {max}"),
                );
            }
        }
        Shape::Decimal => {
            if !value.is_number() {
                findings.error(Rule::Type, "must be a number");
            }
        }
        Shape::Positive => match value.as_f64() {
            Some(number) if number > 0.0 => {}
            Some(_) => findings.error(Rule::Value, format!("is {value}; must be above 0")),
            None => findings.error(Rule::Type, "must be a number"),
        },
        Shape::List(min, max, item) => match value.as_array() {
            None => findings.error(Rule::Type, "must be an array"),
            Some(items) => {
                findings.range(Rule::Count, items.len(), (*min, *max), "items");
                for (index, value) in items.iter().enumerate() {
                    findings.within(index, |findings| check(item, value, findings));
                }
            }
        },
        Shape::TextObject(kind, min, max) => text_object(*kind, (*min, *max), value, findings),
        Shape::Object(object) => check_object(object, value, findings),
        Shape::Typed(family) => typed(family, value, findings),
        Shape::Nullable(shape) => {
            if !value.is_null() {
                check(shape, value, findings);
            }
        }
        Shape::Map => {
            if !value.is_object() {
                findings.error(Rule::Type, "must be an object");
            }
        }
        Shape::Any => {}
    }
}

fn typed(family: &Family, value: &Value, findings: &mut Findings) {
    let name = family.name;
    let Some(kind) = value.get("type").and_then(Value::as_str) else {
        return findings.error(Rule::Required, format!("{name} needs a `type`"));
    };
    if let Some(object) = family.kinds.iter().find(|object| object.name == kind) {
        return check_object(object, value, findings);
    }
    let kind = crate::engine::shorten(kind, 40);
    if family.elsewhere.contains(&kind.as_str()) {
        return findings.error(Rule::Surface, format!("`{kind}` is not for messages"));
    }
    let known: Vec<_> = family.kinds.iter().map(|object| object.name).collect();
    let known = known.join(", ");
    findings.error(
        Rule::Unknown,
        format!("`{kind}` is no {name} that can stand here: {known}"),
    );
}

fn text_object(kind: TextKind, range: (usize, usize), value: &Value, findings: &mut Findings) {
    let Some(map) = value.as_object() else {
        return findings.error(Rule::Type, "must be a text object: {type, text}");
    };
    let own = match (map.get("type").and_then(Value::as_str), kind) {
        (Some("plain_text"), _) => "emoji",
        (Some("mrkdwn"), TextKind::Either) => "verbatim",
        (Some("mrkdwn"), TextKind::Plain) => {
            return findings.error(Rule::Value, "must be plain_text here, not mrkdwn");
        }
        _ => return findings.error(Rule::Value, "the `type` must be plain_text or mrkdwn"),
    };
    match map.get("text").and_then(Value::as_str) {
        None => findings.error(Rule::Required, "a text object needs `text`, a string"),
        Some(text) => findings.within("text", |findings| {
            findings.range(Rule::Length, length(text), range, "characters");
        }),
    }
    if map.get(own).is_some_and(|value| !value.is_boolean()) {
        findings.within(own, |findings| {
            findings.error(Rule::Type, "must be true or false")
        });
    }
    for key in map
        .keys()
        .filter(|key| !["type", "text", own].contains(&key.as_str()))
    {
        findings.within(key, |findings| {
            findings.error(
                Rule::Unknown,
                "this kind of text object has no such property",
            );
        });
    }
}

/// A scheme, `://`, and something without spaces: what a browser can open.
fn is_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let is_scheme = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let starts_right = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let has_host = !rest.is_empty() && !rest.starts_with(['/', '?', '#']);
    is_scheme && starts_right && has_host && !rest.contains([' ', '\n', '\t', '<', '>'])
}

/// Characters, not bytes.
fn length(text: &str) -> usize {
    text.chars().count()
}
