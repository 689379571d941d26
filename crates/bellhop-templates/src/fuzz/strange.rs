//! The changes: for each value of an example what it could be instead, smallest first.

use serde_json::{Value, json};

use super::forged::PING;

/// Changes of one kind to one value.
pub(super) struct Series {
    pub(super) pointer: String,
    /// Smallest first.
    pub(super) changes: Vec<Change>,
}

pub(super) struct Change {
    pub(super) name: String,
    /// `None`: the key is left out.
    value: Option<Value>,
}

impl Change {
    fn to(name: impl Into<String>, value: Value) -> Self {
        let name = name.into();
        Self {
            name,
            value: Some(value),
        }
    }

    /// The example with this change at `pointer`.
    pub(super) fn applied_to(&self, example: &Value, pointer: &str) -> Value {
        let mut payload = example.clone();
        match &self.value {
            Some(value) => {
                if let Some(place) = payload.pointer_mut(pointer) {
                    *place = value.clone();
                }
            }
            None => {
                let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
                let key = key.replace("~1", "/").replace("~0", "~");
                if let Some(Value::Object(fields)) = payload.pointer_mut(parent) {
                    fields.remove(&key);
                }
            }
        }
        payload
    }
}

/// Every change to every value of `example`.
pub(super) fn all(example: &Value, schema: Option<&Value>) -> Vec<Series> {
    let mut series = Vec::new();
    walk(example, schema, "", &mut series);
    series
}

fn walk(value: &Value, schema: Option<&Value>, pointer: &str, series: &mut Vec<Series>) {
    let mut add = |changes: Vec<Change>| {
        if !changes.is_empty() {
            series.push(Series {
                pointer: pointer.to_owned(),
                changes,
            });
        }
    };
    let choices = schema.and_then(|schema| schema.get("enum")?.as_array());
    if let Some(choices) = choices {
        for choice in choices {
            add(vec![Change::to(choice.to_string(), choice.clone())]);
        }
    } else {
        match value {
            Value::String(_) => texts(schema).into_iter().for_each(&mut add),
            Value::Number(_) => numbers(schema)
                .into_iter()
                .for_each(|change| add(vec![change])),
            Value::Bool(is) => add(vec![Change::to(format!("{}", !is), json!(!is))]),
            Value::Array(items) => {
                add(vec![Change::to("an empty list", json!([]))]);
                add(long_lists(items, schema));
            }
            Value::Object(_) | Value::Null => {}
        }
    }
    if takes_null(schema) {
        add(vec![Change::to("null", Value::Null)]);
    }
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let known = schema.and_then(|schema| schema.get("properties")?.get(key));
                if schema.is_some_and(|schema| known.is_some() && is_optional(schema, key)) {
                    let name = "left out".to_owned();
                    series.push(Series {
                        pointer: pointer.clone(),
                        changes: vec![Change { name, value: None }],
                    });
                }
                walk(inner, known, &pointer, series);
            }
        }
        Value::Array(items) => {
            let known = schema.and_then(|schema| schema.get("items"));
            if let Some(first) = items.first() {
                walk(first, known, &format!("{pointer}/0"), series);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn texts(schema: Option<&Value>) -> Vec<Vec<Change>> {
    let bound = |name: &str, default: u64| {
        let given = schema.and_then(|schema| schema.get(name)?.as_u64());
        usize::try_from(given.unwrap_or(default)).unwrap_or(usize::MAX)
    };
    let (least, most) = (bound("minLength", 0), bound("maxLength", 13_000));
    let long = |name: &str, piece: &str| {
        [80, 160, 300, 2_100, 3_100, 13_000]
            .into_iter()
            .map(|characters: usize| characters.min(most))
            .map(|characters| {
                let text: String = piece.chars().cycle().take(characters).collect();
                Change::to(format!("{name} of {characters} characters"), json!(text))
            })
            .collect::<Vec<_>>()
    };
    let mut series = vec![
        long("words", "lorem ipsum "),
        long("one word", "w"),
        long("emoji", "👩‍👩‍👧"),
        long("characters that are escaped", "&"),
    ];
    for (name, text) in [
        ("an empty text", ""),
        ("a blank", " "),
        ("line ends", "one\ntwo\r\n\nthree"),
        ("other scripts", "Zażółć gęślą jaźń 漢字 ไทย"),
        (
            "right to left, with an override",
            "مرحبا \u{202e}abc\u{202c} שלום",
        ),
        (
            "marks of mrkdwn",
            "*bold* _it_ ~no~ `code` ```block``` > quote",
        ),
        ("control characters of mrkdwn", PING),
        ("a quote and a backslash", "\"'\\ %s %(x)s {{x}}"),
        ("an invisible character", "\u{200b}\u{feff}"),
        ("a NUL character", "a\u{0}b"),
        ("a number", "0"),
    ] {
        let characters = text.chars().count();
        if (least..=most).contains(&characters) {
            series.push(vec![Change::to(name, json!(text))]);
        }
    }
    series
}

fn numbers(schema: Option<&Value>) -> Vec<Change> {
    let bound = |name: &str| schema.and_then(|schema| schema.get(name)?.as_f64());
    let (least, most) = (
        bound("minimum").unwrap_or(f64::MIN),
        bound("maximum").unwrap_or(f64::MAX),
    );
    let whole = schema.and_then(|schema| schema.get("type")) == Some(&json!("integer"));
    [
        json!(0),
        json!(1),
        json!(-1),
        json!(0.1),
        json!(-273.15),
        json!(9_007_199_254_740_992_i64),
        json!(1e21),
    ]
    .into_iter()
    .filter(|number| {
        let value = number.as_f64().unwrap_or_default();
        (least..=most).contains(&value) && !(whole && value.fract() != 0.0)
    })
    .map(|number| Change::to(number.to_string(), number))
    .collect()
}

fn long_lists(items: &[Value], schema: Option<&Value>) -> Vec<Change> {
    let most = schema.and_then(|schema| schema.get("maxItems")?.as_u64());
    let most = usize::try_from(most.unwrap_or(1_000)).unwrap_or(usize::MAX);
    if items.is_empty() {
        return Vec::new();
    }
    [1, 2, 6, 11, 26, 51, 101, 1_000]
        .into_iter()
        .map(|count: usize| count.min(most))
        .map(|count| {
            let list: Vec<_> = items.iter().cycle().take(count).cloned().collect();
            Change::to(format!("a list of {count}"), json!(list))
        })
        .collect()
}

fn takes_null(schema: Option<&Value>) -> bool {
    let kinds = schema.and_then(|schema| schema.get("type"));
    match kinds {
        Some(Value::Array(kinds)) => kinds.contains(&json!("null")),
        Some(kind) => *kind == json!("null"),
        None => false,
    }
}

fn is_optional(schema: &Value, key: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    !required.is_some_and(|required| required.contains(&json!(key)))
}
