//! The client of Slack: Web API, incoming webhooks and the closed table of errors.
//!
//! One call is one request: no retries, no pace and no memory in here; the worker owns those. What
//! comes back is a result, or a [`SlackError`] that already says what to do about it.
//!
//! In reading order: [`SlackConfig`] is what a [`SlackClient`] is opened with; `dial` keeps the
//! client from being used to reach private networks; `methods`, `edits`, `marks`, `people`, `history` and
//! `webhook` are the calls;
//! `payload` makes the body of a post; `answer` reads what Slack says; [`codes`] is the closed
//! table that classifies it, and [`retry_after`] the header that says how long to wait.
//!
//! Known limits: HTTP/1.1 only; through an HTTP proxy the addresses of Slack are not checked at
//! dial, because the proxy dials.

mod config;
mod dial;

mod client;
mod edits;
mod history;
mod marks;
mod methods;
mod people;
mod webhook;

mod answer;
mod payload;

pub mod codes;
mod error;
pub mod retry_after;

pub use client::SlackClient;
pub use config::SlackConfig;
pub use error::{Refused, SlackError};
pub use history::PostedPage;
pub use methods::{Identity, OpenTarget, OpenedConversation, Receipt, SlackUser};
pub use payload::{Thread, carries_id, ids_as_metadata};
pub use people::{ListedUser, UserPage};
