//! The linter: Slack's limits, found before Slack finds them.
//!
//! The rules are tables (`tables`) that `schema` walks; what no table can say (uniqueness, sums
//! over the whole message) is in `message`. Lengths are characters of the text as it is
//! sent: an escaped `&amp;` counts as five, as it does for Slack.
//!
//! Source: the block, composition object and element pages of Slack's documentation, and its
//! `chat.postMessage` page; what those don't say was seen in Slack's answers.

mod finding;
mod findings;
mod message;
mod schema;
mod tables;

use serde_json::Value;

pub use finding::{Finding, Rule, Severity};

/// Most findings that one message is told.
const FINDINGS_MAX: usize = 50;

/// Everything that is wrong with `message`, an object for `chat.postMessage`: errors first.
#[must_use]
pub fn lint(message: &Value) -> Vec<Finding> {
    let mut findings = findings::Findings::new(FINDINGS_MAX);
    schema::check_object(&tables::MESSAGE, message, &mut findings);
    message::check(message, &mut findings);
    let mut found = findings.into_vec();
    found.sort_by_key(|finding| finding.severity);
    found
}
