//! Checks a value against a rule, and says what is wrong in Slack's sentences.

use serde_json::{Map, Value};

use super::problems::{Place, Problems};
use super::rule::{Field, Rule, Shape};
use super::{agreement, charts, elements, rich, table};

/// Checks an object against the shape that its `type` names.
pub(super) fn check_shape(
    value: &Value,
    shapes: &[Shape],
    here: &Place<'_>,
    problems: &mut Problems,
) {
    let Value::Object(fields) = value else {
        return problems.say(here, "must provide an object");
    };
    let Some(kind) = fields.get("type").and_then(Value::as_str) else {
        return problems.say(here, "missing required field: type");
    };
    let Some(shape) = shapes.iter().find(|shape| shape.kind == kind) else {
        return problems.say(&here.field("type"), &format!("unsupported type: {kind}"));
    };
    check_fields(fields, shape.fields, here, problems);
    if let Some(id) = fields.get("block_id").filter(|id| !id.is_null()) {
        check(id, Rule::Name(255), &here.field("block_id"), problems);
    }
    check_some_of(shape, fields, here, problems);
    agreement::check_agreement(value, here, problems);
    if !shape.is_open {
        check_no_others(shape, fields, here, problems);
    }
}

fn check_some_of(
    shape: &Shape,
    fields: &Map<String, Value>,
    here: &Place<'_>,
    problems: &mut Problems,
) {
    let given = |name: &&&str| fields.get(**name).is_some_and(|value| !value.is_null());
    let count = shape.some_of.iter().filter(given).count();
    if !shape.some_of.is_empty() && count == 0 {
        let names = shape.some_of.join(" or ");
        problems.say(here, &format!("missing required field: {names}"));
    } else if shape.is_only_one && count > 1 {
        let names = shape.some_of.join(", ");
        problems.say(here, &format!("must provide only one of: {names}"));
    }
}

fn check_no_others(
    shape: &Shape,
    fields: &Map<String, Value>,
    here: &Place<'_>,
    problems: &mut Problems,
) {
    for name in fields.keys() {
        let is_known = matches!(name.as_str(), "type" | "block_id")
            || shape.fields.iter().any(|field| field.name == name);
        if !is_known {
            problems.say(here, &format!("invalid additional property: {name}"));
        }
    }
}

fn check(value: &Value, rule: Rule, here: &Place<'_>, problems: &mut Problems) {
    match rule {
        Rule::Text(most) => check_text(value, most, &["plain_text", "mrkdwn"], here, problems),
        Rule::Plain(most) => check_text(value, most, &["plain_text"], here, problems),
        Rule::Texts(most, length) => {
            each(value, (1, most), here, problems, |item, here, problems| {
                check_text(item, length, &["plain_text", "mrkdwn"], here, problems);
            })
        }
        Rule::Labels(most) | Rule::Name(most) => check_string(value, most, here, problems),
        Rule::Names(most) => each(value, (1, most), here, problems, |item, here, problems| {
            check_string(item, 255, here, problems);
        }),
        Rule::Strings(most, length) => {
            each(value, (1, most), here, problems, |item, here, problems| {
                check_string(item, length, here, problems);
            })
        }
        Rule::Rich => check_shape(value, table::RICH, here, problems),
        Rule::Chart => charts::check_chart(value, here, problems),
        Rule::Url => check_url(value, here, problems),
        Rule::Flag if value.is_boolean() => {}
        Rule::Flag => problems.say(here, "must provide a boolean"),
        Rule::Whole(least, most) => {
            if !value
                .as_u64()
                .is_some_and(|number| (least..=most).contains(&number))
            {
                problems.say(here, "must provide a valid number");
            }
        }
        Rule::Number if value.is_number() => {}
        Rule::Number => problems.say(here, "must provide a number"),
        Rule::Share => {
            if !value.as_f64().is_some_and(|share| share > 0.0) {
                problems.say(here, "must be a number greater than 0");
            }
        }
        Rule::Choice(words) => {
            if !value.as_str().is_some_and(|word| words.contains(&word)) {
                problems.say(here, "value must be one of the allowed values");
            }
        }
        Rule::Element(kinds) => check_element(value, kinds, here, problems),
        Rule::Elements(most, kinds) => check_elements(value, most, kinds, here, problems),
        Rule::SecureUrl => {
            check_url(value, here, problems);
            if !value.as_str().is_some_and(|url| url.starts_with("https:")) {
                problems.say(here, "must provide a valid https URL");
            }
        }
        Rule::Digits(form) => {
            let is_right = |text: &str| has_digits(text, form) && agreement::is_on_the_clock(text);
            if !value.as_str().is_some_and(is_right) {
                problems.say(here, "must provide a valid date or time");
            }
        }
        Rule::Prose(most) => {
            let fits = |text: &str| text.chars().count() <= most;
            if !value.as_str().is_some_and(fits) {
                problems.say(
                    here,
                    &format!("must be a string of less than {} characters", most + 1),
                );
            }
        }
        Rule::Hex => {
            let digits = value.as_str().and_then(|text| text.strip_prefix('#'));
            let is_hex = |text: &str| text.len() == 6 && u32::from_str_radix(text, 16).is_ok();
            if !digits.is_some_and(is_hex) {
                problems.say(here, "must provide a valid hex color");
            }
        }
        Rule::OnePart(parts) => {
            check_parts(value, parts, here, problems);
            let given = parts.iter().filter(|part| value.get(part.name).is_some());
            if given.count() != 1 {
                problems.say(here, "must provide exactly one field");
            }
        }
        Rule::Parts(parts) => check_parts(value, parts, here, problems),
        Rule::SomeParts(parts) => {
            check_parts(value, parts, here, problems);
            if !parts.iter().any(|part| value.get(part.name).is_some()) {
                problems.say(here, "must provide at least one field");
            }
        }
        Rule::PartsOrNull(most, parts) => {
            each(value, (0, most), here, problems, |item, here, problems| {
                if !item.is_null() {
                    check_parts(item, parts, here, problems);
                }
            })
        }
        Rule::Within(least, most, kinds) => each(
            value,
            (least, most),
            here,
            problems,
            |item, here, problems| {
                let kind = item.get("type").and_then(Value::as_str);
                match kind.filter(|kind| !kinds.contains(kind)) {
                    Some(kind) => {
                        problems.say(&here.field("type"), &format!("unsupported type: {kind}"));
                    }
                    None => check_shape(item, shapes_of(kind), here, problems),
                }
            },
        ),
        Rule::Choices(most, words) => {
            each(value, (1, most), here, problems, |item, here, problems| {
                check(item, Rule::Choice(words), here, problems);
            })
        }
        Rule::Options(most, parts) => {
            each(value, (1, most), here, problems, |item, here, problems| {
                check_parts(item, parts, here, problems);
            })
        }
        Rule::OptionGroups(most) => {
            each(value, (1, most), here, problems, |item, here, problems| {
                check_parts(item, elements::OPTION_GROUP, here, problems);
            })
        }
        Rule::Confirm => check_parts(value, elements::CONFIRM, here, problems),
        Rule::Rows(least, most, cells) => each(
            value,
            (least, most),
            here,
            problems,
            |row, here, problems| {
                each(row, (1, cells), here, problems, |cell, here, problems| {
                    check_shape(cell, table::CELLS, here, problems);
                });
            },
        ),
        Rule::Anything => {}
    }
}

/// Checks a list's length and then each item.
fn each<'v>(
    value: &'v Value,
    (least, most): (usize, usize),
    here: &Place<'_>,
    problems: &mut Problems,
    mut check_item: impl FnMut(&'v Value, &Place<'_>, &mut Problems),
) {
    let Value::Array(items) = value else {
        return problems.say(here, "must provide an array");
    };
    if items.len() < least {
        problems.say(here, &format!("must contain at least {least} items"));
    }
    if items.len() > most {
        problems.say(here, &format!("no more than {most} items allowed"));
    }
    for (index, item) in items.iter().enumerate() {
        check_item(item, &here.item(index), problems);
    }
}

fn check_string(value: &Value, most: usize, here: &Place<'_>, problems: &mut Problems) {
    let Value::String(text) = value else {
        return problems.say(here, "must provide a string");
    };
    if text.is_empty() {
        problems.say(here, "must be more than 0 characters");
    }
    // Fewer bytes are fewer characters; only long texts are counted.
    if text.len() > most && text.chars().count() > most {
        problems.say(here, &format!("must be less than {} characters", most + 1));
    }
}

fn check_url(value: &Value, here: &Place<'_>, problems: &mut Problems) {
    check_string(value, 3_000, here, problems);
    let is_web = |text: &str| url::Url::parse(text).is_ok_and(|url| !url.cannot_be_a_base());
    if value.as_str().is_some_and(|text| !is_web(text)) {
        problems.say(here, "must provide a valid URL");
    }
}

fn check_text(
    value: &Value,
    most: usize,
    kinds: &[&str],
    here: &Place<'_>,
    problems: &mut Problems,
) {
    let Value::Object(fields) = value else {
        return problems.say(here, "must provide an object");
    };
    let kind = fields.get("type").and_then(Value::as_str);
    let Some(kind) = kind.filter(|kind| kinds.contains(kind)) else {
        let allowed = kinds.join(", ");
        return problems.say(&here.field("type"), &format!("must be one of: {allowed}"));
    };
    match fields.get("text") {
        None | Some(Value::Null) => problems.say(here, "missing required field: text"),
        Some(text) => check_string(text, most, &here.field("text"), problems),
    }
    for (name, value) in fields {
        let fits = match name.as_str() {
            "type" | "text" => true,
            "emoji" => kind == "plain_text" && value.is_boolean(),
            "verbatim" => kind == "mrkdwn" && value.is_boolean(),
            _ => false,
        };
        if !fits && !value.is_null() {
            problems.say(here, &format!("invalid additional property: {name}"));
        }
    }
}

fn check_element(value: &Value, kinds: &[&str], here: &Place<'_>, problems: &mut Problems) {
    let kind = value.get("type").and_then(Value::as_str);
    match kind {
        Some(text @ ("plain_text" | "mrkdwn")) if kinds.contains(&text) => {
            check_text(value, 3_000, &["plain_text", "mrkdwn"], here, problems);
        }
        Some(kind) if !kinds.contains(&kind) => {
            problems.say(&here.field("type"), &format!("unsupported type: {kind}"));
        }
        Some(_) | None => check_shape(value, elements::ELEMENTS, here, problems),
    }
}

/// Elements of one block must not share an `action_id`.
fn check_elements(
    value: &Value,
    most: usize,
    kinds: &[&str],
    here: &Place<'_>,
    problems: &mut Problems,
) {
    // Slack takes rich text without any parts, and no other list without elements.
    let least = usize::from(most != usize::MAX);
    let mut ids: Vec<&str> = Vec::new();
    each(
        value,
        (least, most),
        here,
        problems,
        |element, here, problems| {
            check_element(element, kinds, here, problems);
            let Some(id) = element.get("action_id").and_then(Value::as_str) else {
                return;
            };
            if ids.contains(&id) {
                let sentence =
                    format!("action_id \"{id}\" already exists for another element in this block");
                problems.say(here, &sentence);
            }
            ids.push(id);
        },
    );
}

/// The table in which a type is; an image is a block here, and an element elsewhere.
fn shapes_of(kind: Option<&str>) -> &'static [Shape] {
    let tables = [table::BLOCKS, rich::LEAVES];
    let has = |shapes: &&[Shape]| shapes.iter().any(|shape| Some(shape.kind) == kind);
    tables.into_iter().find(has).unwrap_or(elements::ELEMENTS)
}

/// Whether each `0` of the form is a digit in the text, and everything else is the same.
fn has_digits(text: &str, form: &str) -> bool {
    let same = |(character, wanted): (char, char)| match wanted {
        '0' => character.is_ascii_digit(),
        wanted => character == wanted,
    };
    text.chars().count() == form.chars().count() && text.chars().zip(form.chars()).all(same)
}

/// Checks an object that has no type of its own: an option, a group of them, a dialogue.
fn check_parts(value: &Value, parts: &[Field], here: &Place<'_>, problems: &mut Problems) {
    let Value::Object(fields) = value else {
        return problems.say(here, "must provide an object");
    };
    check_fields(fields, parts, here, problems);
}

fn check_fields(
    given: &Map<String, Value>,
    fields: &[Field],
    here: &Place<'_>,
    problems: &mut Problems,
) {
    for field in fields {
        match given.get(field.name) {
            None | Some(Value::Null) if field.is_needed => {
                problems.say(here, &format!("missing required field: {}", field.name));
            }
            None | Some(Value::Null) => {}
            Some(value) => check(value, field.rule, &here.field(field.name), problems),
        }
    }
}
