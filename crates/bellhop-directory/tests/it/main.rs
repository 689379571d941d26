//! What any directory must do, checked for the memory and for Redis; then what only a Redis has, and
//! what happens when it goes away.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to fail")]

mod contract;
mod place;

mod outage;
mod secrets;
mod shared;
