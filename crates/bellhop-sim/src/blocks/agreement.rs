//! What the fields of one block owe each other, and what digits alone do not tell.

use serde_json::Value;

use super::problems::{Place, Problems};

/// All texts in the cells of a data table.
const CELLS_CHARS_MAX: usize = 10_000;

/// Checks a block whose fields depend on one another; most have none.
pub(super) fn check_agreement(block: &Value, here: &Place<'_>, problems: &mut Problems) {
    match block["type"].as_str() {
        Some("data_table") => check_data_table(block, here, problems),
        Some("container") => {
            if block["default_collapsed"] == true && block["is_collapsible"] != true {
                problems.say(here, "default_collapsed requires is_collapsible");
            }
        }
        Some(_) | None => {}
    }
}

fn check_data_table(table: &Value, here: &Place<'_>, problems: &mut Problems) {
    let rows = here.field("rows");
    let mut count = 0;
    count_texts(&table["rows"], &mut count);
    if count > CELLS_CHARS_MAX {
        problems.say(&rows, "table content is too long");
    }
    let Some(header) = table["rows"][0].as_array() else {
        return;
    };
    if header.iter().any(|cell| cell["type"] == "rich_text") {
        problems.say(&rows.item(0), "header cells must not be rich_text");
    }
    let index = table["row_header_column_index"].as_u64().unwrap_or(0);
    if index > 0 && index >= header.len() as u64 {
        let column = here.field("row_header_column_index");
        problems.say(&column, "must be the index of a column");
    }
}

fn count_texts(value: &Value, count: &mut usize) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| count_texts(item, count)),
        Value::Object(fields) => {
            let text = fields.get("text").and_then(Value::as_str);
            *count += text.map_or(0, |text| text.chars().count());
            fields.values().for_each(|field| count_texts(field, count));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a date of the form `0000-00-00` has such a month and day, and a time of the form `00:00`
/// such an hour and minute.
pub(super) fn is_on_the_clock(digits: &str) -> bool {
    let numbers: Vec<u32> = digits
        .split(['-', ':'])
        .filter_map(|number| number.parse().ok())
        .collect();
    match *numbers.as_slice() {
        [_, month, day] => (1..=12).contains(&month) && (1..=31).contains(&day),
        [hour, minute] => hour < 24 && minute < 60,
        _ => true,
    }
}
