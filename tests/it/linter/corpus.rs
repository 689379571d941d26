//! Messages that Slack takes, messages at its limits, and messages that are wrong in one place.

mod blocks;
mod charts;
mod limits;
mod pieces;
mod spoilt;
mod together;

use serde_json::Value;

pub(super) use charts::charts_of_parts;
pub(super) use limits::around_every_limit;
pub(super) use spoilt::spoilt;
pub(super) use together::{fields_of_one_block, several_blocks};

pub(super) struct Case {
    pub(super) name: String,
    pub(super) message: Value,
    /// What is known of it; of most that are spoilt only that the judges must agree.
    pub(super) is_valid: Option<bool>,
}

pub(super) fn valid() -> Vec<Case> {
    let cases = each_block().into_iter().map(|(name, block)| Case {
        name: name.to_owned(),
        message: pieces::of(block),
        is_valid: Some(true),
    });
    cases.collect()
}

/// One of each kind of block and element.
fn each_block() -> Vec<(&'static str, Value)> {
    [blocks::blocks(), charts::charts()].concat()
}
