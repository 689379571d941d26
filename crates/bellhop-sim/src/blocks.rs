//! Block Kit, as strict as Slack: types, required fields, lengths, counts, unknown
//! fields, unique ids.
//!
//! The figures are in `table` and `elements`, in the words of `rule`; `check` holds a message to them. Rich text is checked to
//! the type of its parts, and charts, cards, containers and data tables to the fields
//! they cannot do without; Slack looks deeper into those.

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
        if let Some(id) = block.get("block_id").and_then(Value::as_str)
            && !ids.insert(id)
        {
            problems.say(&here, &format!("block_id \"{id}\" already exists"));
        }
    }
    if !problems.is_empty() {
        return Err(Refusal::detailed("invalid_blocks", problems.into_lines()));
    }
    check_whole(blocks)
}

/// What holds for the message as a whole.
fn check_whole(blocks: &[Value]) -> Result<(), Refusal> {
    let of_type = |wanted: &'static str| {
        blocks
            .iter()
            .filter(move |block| block.get("type").and_then(Value::as_str) == Some(wanted))
    };
    if of_type("table").chain(of_type("data_table")).count() > 1 {
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

#[cfg(test)]
mod tests;
