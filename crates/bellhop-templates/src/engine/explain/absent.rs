//! What is there, when a template asks for what is not: what the author most likely meant, or the names
//! that there are to choose from.

use serde_json::Value;

use super::super::failure::shorten;
use crate::reference;

/// Most names that are listed.
const NAMES_MAX: usize = 8;

/// What an object of the data, or of the library, has in place of a field that it has not: words to go
/// behind "there is no field `titel`". Nothing when nothing is known of the object.
pub(super) fn field(expression: &str, name: &str, data: &[u8]) -> Option<String> {
    let object = object(expression, name)?;
    if object == "slack" {
        let helpers = reference::helpers();
        let names: Vec<&str> = helpers.iter().map(reference::Helper::name).collect();
        let near = near(name, &names)?;
        return Some(format!(" in `slack`: did you mean `{near}`?"));
    }
    let data: Value = serde_json::from_slice(data).ok()?;
    let value = walk(&data, object)?.as_object()?;
    let mut names: Vec<&str> = value.keys().map(String::as_str).collect();
    // What Bellhop adds, such as `$recipient`, is seldom what is looked for.
    names.sort_by_key(|name| name.starts_with('$'));
    Some(match near(name, &names) {
        Some(near) => format!(" in `{object}`: did you mean `{}`?", shorten(near, 80)),
        None => format!(" in `{object}`, which has {}", list(&names)),
    })
}

/// What something is that was taken for an object.
pub(super) fn no_object(expression: &str, data: &[u8]) -> Option<String> {
    let (object, _) = expression.rsplit_once('.')?;
    let data: Value = serde_json::from_slice(data).ok()?;
    let what = match walk(&data, object)? {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => return None,
    };
    Some(format!(", and `{object}` is {what}"))
}

/// What a variable that is nowhere may have been meant as.
pub(super) fn variable(name: &str) -> String {
    if name == "slack" {
        return ": a template that uses it begins with local slack = import 'slack.libsonnet';"
            .to_owned();
    }
    match near(name, &["data", "slack", "std"]) {
        Some(near) => format!(": did you mean `{near}`?"),
        None => format!(": did you mean `data.{name}`, or the text '{name}'?"),
    }
}

/// The object in `object.name` and `object['name']`.
fn object<'a>(expression: &'a str, name: &str) -> Option<&'a str> {
    let bare = expression
        .strip_suffix(name)
        .and_then(|rest| rest.strip_suffix('.'));
    let quoted = |quote: char| {
        let rest = expression.strip_suffix(']')?.strip_suffix(quote)?;
        rest.strip_suffix(name)?
            .strip_suffix(quote)?
            .strip_suffix('[')
    };
    bare.or_else(|| quoted('\'')).or_else(|| quoted('"'))
}

/// What a path such as `data.order['id']` leads to.
fn walk<'a>(data: &'a Value, path: &str) -> Option<&'a Value> {
    let rest = path.strip_prefix("data")?;
    let plain = rest
        .replace("['", ".")
        .replace("']", "")
        .replace("[\"", ".")
        .replace("\"]", "");
    let mut names = plain.split('.');
    if names.next() != Some("") {
        return None;
    }
    names.try_fold(data, |value, name| value.as_object()?.get(name))
}

fn list(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES_MAX);
    let mut shown: Vec<String> = shown
        .map(|name| format!("`{}`", shorten(name, 40)))
        .collect();
    if names.len() > NAMES_MAX {
        shown.push("…".to_owned());
    }
    match shown.pop() {
        None => "no fields".to_owned(),
        Some(only) if shown.is_empty() => only,
        Some(last) => format!("{} and {last}", shown.join(", ")),
    }
}

/// The name that differs least, when that is little enough for a slip of the fingers.
fn near<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let distances = names.iter().map(|there| (distance(name, there), *there));
    let (distance, near) = distances.min_by_key(|(distance, _)| *distance)?;
    let slips_max = match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    (distance <= slips_max).then_some(near)
}

/// How many letters have to be put in, taken out, replaced or swapped with their neighbours; whether they
/// are small or capital does not count.
fn distance(one: &str, other: &str) -> usize {
    /// Longer names are no slips of each other.
    const CHARS_MAX: usize = 64;
    let letters = |text: &str| {
        text.to_lowercase()
            .chars()
            .take(CHARS_MAX)
            .collect::<Vec<_>>()
    };
    let (one, other) = (letters(one), letters(other));
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            let mut least = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}
