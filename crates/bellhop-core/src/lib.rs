//! The vocabulary and the decisions of Bellhop: pure, with no async, no I/O and no clock.
//!
//! Read in the order a message meets it:
//! [`id`] names things; [`address`] reduces what a caller says of a recipient to one way of reaching
//! it on Slack; [`profile`] keeps those addresses and applies edits to them; [`workflow`] says which
//! template and category a slug or an event means; [`trigger`] is what a backend asked for;
//! [`mod@plan`] turns a trigger and its profiles into [`message`]s; [`card`] says how messages with one
//! key share one post; [`timing`] says when messages may go, and [`timer`] holds what waits for that;
//! [`fault`] classifies everything that can go wrong with one; [`retry`] says how long to wait before
//! another attempt; [`scheduler`] decides which message may be sent now, and [`spill`] which ones wait in
//! memory for that. `simulation`, a feature, is where the scheduler is tried.

pub mod id;

pub mod address;
pub mod profile;
pub mod workflow;

pub mod card;
pub mod message;
pub mod plan;
pub mod trigger;

pub mod timer;
pub mod timing;

pub mod fault;
pub mod retry;

pub mod scheduler;
pub mod spill;

#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
