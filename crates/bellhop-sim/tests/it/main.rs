//! What the simulator promises, seen over real HTTP.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod app;
mod arguments;
mod control;
mod faults;
mod marks;
mod pace;
mod posting;
mod reading;
mod webhooks;
