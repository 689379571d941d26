//! What is said when a template fails: a plain text with values of the data in it.

use serde::Serialize;
use serde_json::Value;

/// The most characters of a filled text: Slack's advised length of `text`.
const CHARACTERS_MAX: usize = 4_000;
/// The most characters of one value in it.
const VALUE_CHARACTERS_MAX: usize = 500;

/// A text in which `{{order.number}}` stands for a value of the data. It has no loops and no
/// conditions, so that nothing in it can fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FallbackText(String);

impl FallbackText {
    /// Accepts 1 to 3,000 characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let characters = text.trim().chars().count();
        (1..=3_000)
            .contains(&characters)
            .then(|| Self(text.to_owned()))
    }

    /// The text with its values, each escaped, so that data can neither ping nor forge a link. A
    /// value that is not there, or is no text, number or boolean, is left empty.
    #[must_use]
    pub fn fill(&self, data: &Value) -> String {
        let mut filled = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((path, after)) = after.split_once("}}") else {
                break;
            };
            filled += before;
            filled += &value(data, path.trim());
            rest = after;
        }
        filled += rest;
        match filled.char_indices().nth(CHARACTERS_MAX) {
            // Never in the middle of an escape: `&amp;` has five characters.
            Some((end, _)) => {
                let cut = &filled[..end];
                let whole = match cut.rfind('&') {
                    Some(start) if end - start < 5 && !cut[start..].contains(';') => &cut[..start],
                    Some(_) | None => cut,
                };
                format!("{whole}…")
            }
            None => filled,
        }
    }
}

fn value(data: &Value, path: &str) -> String {
    let mut found = data;
    for key in path.split('.') {
        let next = match found {
            Value::Array(items) => key.parse().ok().and_then(|place: usize| items.get(place)),
            Value::Object(fields) => fields.get(key),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let Some(next) = next else {
            return String::new();
        };
        found = next;
    }
    match found {
        Value::String(text) => escape(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Slack's three control characters, and the marks of mrkdwn, which a zero-width space takes the
/// meaning of.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().take(VALUE_CHARACTERS_MAX) {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '*' | '_' | '~' | '`' => {
                escaped.push('\u{200b}');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::FallbackText;

    fn filled(text: &str, data: serde_json::Value) -> String {
        FallbackText::parse(text).expect("it is a text").fill(&data)
    }

    #[test]
    fn values_are_found_by_their_path_and_what_is_missing_is_empty() {
        let data = json!({"order": {"number": 7, "lines": [{"name": "tea"}]}, "done": true});

        let text = filled(
            "Order {{order.number}}: {{ order.lines.0.name }} {{done}} [{{no.such}}] {{open",
            data,
        );

        assert_eq!(text, "Order 7: tea true [] {{open");
    }

    #[test]
    fn a_value_can_neither_ping_nor_forge_a_link() {
        let data = json!({"name": "<!channel> <https://x|y> & {{name}}"});

        let text = filled("Hello {{name}}", data);

        assert_eq!(
            text,
            "Hello &lt;!channel&gt; &lt;https://x|y&gt; &amp; {{name}}"
        );
    }

    #[test]
    fn a_long_text_is_cut_and_never_within_an_escape() {
        let data = json!({"name": "&".repeat(500)});
        let source = "{{name}}".repeat(3);

        let text = filled(&source, data);

        assert!(text.ends_with("&amp;…"), "{text}");
        assert_eq!(text.chars().count(), 4_001);
    }
}
