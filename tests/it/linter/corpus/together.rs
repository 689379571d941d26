//! Messages of sound blocks that Slack takes, or not, for what they are together.

use serde_json::{Value, json};

use super::Case;
use super::charts::{pie, segment};
use super::pieces::{acting, cell, many, of, plain, rich, with, x};

/// Several blocks, of which there may be only so many, or that share an id.
pub(in super::super) fn several_blocks() -> Vec<Case> {
    let chart = pie(vec![segment("a", 1)]);
    let plan = json!({"type": "plan", "title": "x"});
    let table = json!({"type": "table", "rows": [[cell()]]});
    let named = json!({"type": "divider", "block_id": "a"});
    let cases = [
        ("two charts", many(2, &chart), true),
        ("three charts", many(3, &chart), false),
        ("two plans", many(2, &plan), false),
        ("a table within", vec![around(&table)], true),
        (
            "a table, and one within",
            vec![table.clone(), around(&table)],
            false,
        ),
        ("a table within each", many(2, &around(&table)), false),
        (
            "a name, and the same within",
            vec![named.clone(), around(&named)],
            false,
        ),
        ("the same name within each", many(2, &around(&named)), false),
    ];
    let cases = cases.map(|(name, blocks, is_valid)| Case {
        name: name.to_owned(),
        message: json!({"text": "x", "blocks": blocks}),
        is_valid: Some(is_valid),
    });
    cases.into()
}

/// Blocks whose fields depend on each other, and dates that are none.
pub(in super::super) fn fields_of_one_block() -> Vec<Case> {
    let table = |rows: Value| json!({"type": "data_table", "caption": "x", "rows": rows});
    let two = table(json!([[cell(), cell()], [cell(), cell()]]));
    let long = |last: usize| {
        let text = |count| json!({"type": "raw_text", "text": x(count)});
        table(json!([
            [text(1)],
            [text(3_000)],
            [text(3_000)],
            [text(3_000)],
            [text(last)]
        ]))
    };
    let words = rich(json!({"type": "rich_text_section", "elements": []}));
    let date = |date: &str| acting(json!({"type": "datepicker", "initial_date": date}));
    let time = |time: &str| acting(json!({"type": "timepicker", "initial_time": time}));
    let divider = around(&json!({"type": "divider"}));
    let foldable = with(divider.clone(), "is_collapsible", true);
    let cases = [
        (
            "the last column",
            with(two.clone(), "row_header_column_index", 1),
            true,
        ),
        (
            "a column beyond the last",
            with(two, "row_header_column_index", 2),
            false,
        ),
        (
            "rich text in a row",
            table(json!([[cell()], [words]])),
            true,
        ),
        (
            "rich text in the header",
            table(json!([[words], [cell()]])),
            false,
        ),
        ("10,000 characters in cells", long(999), true),
        ("10,001 characters in cells", long(1_000), false),
        ("folded", with(foldable, "default_collapsed", true), true),
        (
            "folded for ever",
            with(divider.clone(), "default_collapsed", true),
            false,
        ),
        (
            "not folded",
            with(divider, "default_collapsed", false),
            true,
        ),
        ("the last day", date("2026-12-31"), true),
        ("a 13th month", date("2026-13-01"), false),
        ("a month of zero", date("2026-00-01"), false),
        ("a 32nd day", date("2026-01-32"), false),
        ("a minute to midnight", time("23:59"), true),
        ("a 25th hour", time("24:00"), false),
        ("a 61st minute", time("10:60"), false),
    ];
    let cases = cases.map(|(name, block, is_valid)| Case {
        name: name.to_owned(),
        message: of(block),
        is_valid: Some(is_valid),
    });
    cases.into()
}

fn around(block: &Value) -> Value {
    json!({"type": "container", "title": plain(5), "child_blocks": [block]})
}
