//! Block Kit, as strict as Slack: types, required fields, lengths, counts, unknown
//! fields, unique ids.
//!
//! The figures are in `table`, `elements`, `rich` and `charts`, in the words of `rule`; `check`
//! holds a message to them. Cards, containers and tasks are checked to the fields they cannot do
//! without; Slack looks deeper into those.

mod agreement;
mod charts;
mod check;
mod elements;
mod problems;
mod rich;
mod rule;
mod table;

use std::collections::HashSet;

use serde_json::Value;

use crate::refusal::Refusal;
use problems::{Place, Problems};

/// Blocks in one message.
const BLOCKS_MAX: usize = 50;
/// Characters of all `markdown` blocks of one message together.
const MARKDOWN_CHARS_MAX: usize = 12_000;

/// Charts in one message; Slack's page is silent about it, its answers are not.
const CHARTS_MAX: usize = 2;
/// Plans in one message.
const PLANS_MAX: usize = 1;

/// Checks a message's blocks. Slack's pointer to each problem starts with `pointer`,
/// such as `/blocks`.
pub(crate) fn check(blocks: &[Value], pointer: &str) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    let root = Place::root(pointer);
    if blocks.len() > BLOCKS_MAX {
        problems.say(&root, &format!("no more than {BLOCKS_MAX} items allowed"));
    }
    let mut ids = HashSet::new();
    for (index, block) in blocks.iter().enumerate() {
        let here = root.item(index);
        check::check_shape(block, table::BLOCKS, &here, &mut problems);
        let children = block["child_blocks"].as_array().into_iter().flatten();
        let all = std::iter::once(block).chain(children);
        for id in all.filter_map(|block| block["block_id"].as_str()) {
            if !ids.insert(id) {
                problems.say(&here, &format!("block_id \"{id}\" already exists"));
            }
        }
    }
    check_counts(blocks, &root, &mut problems);
    if !problems.is_empty() {
        return Err(Refusal::detailed("invalid_blocks", problems.into_lines()));
    }
    check_whole(blocks)
}

/// Of some blocks a message has only so many.
fn check_counts(blocks: &[Value], root: &Place<'_>, problems: &mut Problems) {
    for (kind, most) in [("data_visualization", CHARTS_MAX), ("plan", PLANS_MAX)] {
        let given = blocks.iter().filter(|block| block["type"] == kind).count();
        if given > most {
            problems.say(root, &format!("no more than {most} {kind} blocks allowed"));
        }
    }
}

/// What holds for the message as a whole.
fn check_whole(blocks: &[Value]) -> Result<(), Refusal> {
    let of_type = |wanted: &'static str| {
        blocks
            .iter()
            .filter(move |block| block.get("type").and_then(Value::as_str) == Some(wanted))
    };
    if tables(blocks) > 1 {
        return Err(Refusal::detailed(
            "invalid_attachments",
            vec!["only_one_table_allowed".into()],
        ));
    }
    let markdown: usize = of_type("markdown")
        .filter_map(|block| block.get("text").and_then(Value::as_str))
        .map(|text| text.chars().count())
        .sum();
    match markdown > MARKDOWN_CHARS_MAX {
        true => Err(Refusal::code("msg_blocks_too_long")),
        false => Ok(()),
    }
}

/// Tables of both kinds, also those in containers.
fn tables(blocks: &[Value]) -> usize {
    let one = |block: &Value| match block["type"].as_str() {
        Some("table" | "data_table") => 1,
        Some("container") => block["child_blocks"]
            .as_array()
            .map_or(0, |children| tables(children)),
        Some(_) | None => 0,
    };
    blocks.iter().map(one).sum()
}

#[cfg(test)]
mod tests;
