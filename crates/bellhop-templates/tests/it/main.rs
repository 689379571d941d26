//! What templates promise, over real render helpers.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod errors;
mod examples;
mod folder;
mod helpers;
mod hostile;
mod lint;
mod messages;
mod mistakes;
mod reference;
mod reload;
mod rules;
mod slack_library;

mod kitchen;
