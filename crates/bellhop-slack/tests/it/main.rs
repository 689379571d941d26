//! What the client makes of what Slack, and the network in between, can answer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

mod simulator;

mod answers;
mod network;
mod orders;
mod requests;
mod secrets;
mod webhooks;
