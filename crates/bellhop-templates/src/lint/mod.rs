//! The linter: Slack's limits, found before Slack finds them.
//!
//! The rules are tables (`tables`) that `schema` walks; what no table can say (uniqueness, sums
//! over the whole message) is in `message`, and mentions of everybody in `broadcast`. Lengths are characters of the text as it is
//! sent: an escaped `&amp;` counts as five, as it does for Slack.
//!
//! Source: the block, composition object and element pages of Slack's documentation, and its
//! `chat.postMessage` page; what those don't say was seen in Slack's answers.

mod broadcast;
mod finding;
mod findings;
mod message;
mod rules;
mod schema;
mod tables;

use serde_json::Value;

pub use finding::{Finding, Rule, Severity};
pub use rules::{LongText, Rules};

/// Most findings that one message is told.
const FINDINGS_MAX: usize = 50;

/// Everything that is wrong with `message`, an object for `chat.postMessage`: errors first. The
/// workflow is one that says nothing about its messages.
#[must_use]
pub fn lint(message: &Value) -> Vec<Finding> {
    lint_under(Rules::default(), message)
}

/// As [`lint`], for a workflow with these rules.
#[must_use]
pub fn lint_under(rules: Rules, message: &Value) -> Vec<Finding> {
    let mut findings = findings::Findings::new(FINDINGS_MAX);
    schema::check_object(&tables::MESSAGE, message, &mut findings);
    message::check(message, &mut findings);
    if !rules.broadcast_mentions {
        broadcast::check(message, &mut findings);
    }
    let mut found = findings.into_vec();
    found.sort_by_key(|finding| finding.severity);
    found
}
