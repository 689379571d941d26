//! What the properties of a table or a container owe each other.

use serde_json::{Map, Value};

use super::super::finding::Rule;
use super::super::findings::Findings;
use super::super::message::characters;
use super::super::schema::Together;

/// All cells of a data table together.
const CELL_CHARS_MAX: usize = 10_000;

pub(super) const OF_A_DATA_TABLE: &[Together] = &[
    Together::Agree(header_is_plain),
    Together::Agree(header_column_is_there),
    Together::Agree(cells_fit),
];

pub(super) const OF_A_CONTAINER: &[Together] = &[
    Together::Some(&["title", "rich_text_title"]),
    Together::Agree(collapsed_can_be_opened),
];

fn header_is_plain(table: &Map<String, Value>, findings: &mut Findings) {
    for (index, cell) in header(table).iter().enumerate() {
        if cell.get("type").and_then(Value::as_str) == Some("rich_text") {
            let message = "a cell of the header takes no rich text";
            findings.error_at(&["rows", "0", &index.to_string()], Rule::Value, message);
        }
    }
}

fn header_column_is_there(table: &Map<String, Value>, findings: &mut Findings) {
    const KEY: &str = "row_header_column_index";
    let columns = header(table).len();
    let index = table.get(KEY).and_then(Value::as_u64);
    if columns > 0 && index.is_some_and(|index| index >= columns as u64) {
        let message = format!("the last of {columns} columns is {}", columns - 1);
        findings.error_at(&[KEY], Rule::Value, message);
    }
}

fn cells_fit(table: &Map<String, Value>, findings: &mut Findings) {
    let count = table.get("rows").map_or(0, characters);
    findings.within("rows", |findings| {
        let range = (0, CELL_CHARS_MAX);
        findings.range(Rule::Length, count, range, "characters in all cells");
    });
}

fn collapsed_can_be_opened(container: &Map<String, Value>, findings: &mut Findings) {
    let is_true = |key: &str| container.get(key) == Some(&Value::Bool(true));
    if is_true("default_collapsed") && !is_true("is_collapsible") {
        let message = "only a container with `is_collapsible` can be collapsed";
        findings.error_at(&["default_collapsed"], Rule::Value, message);
    }
}

fn header(table: &Map<String, Value>) -> &[Value] {
    let first = table.get("rows").and_then(|rows| rows.get(0));
    first.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
