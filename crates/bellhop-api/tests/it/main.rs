//! What the HTTP side promises, over real HTTP and against a real store and queue.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it stands"
)]

mod auth;
mod captures;
mod dead_letters;
mod errors;
mod idempotency;
mod operations;
mod secrets;
mod studio;
mod triggers;
mod users;

mod app;
mod wire;
