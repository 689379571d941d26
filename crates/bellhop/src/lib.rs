//! Bellhop, as a library for the program and for what embeds it: configuration and wiring.
//!
//! [`config`] reads the settings; [`app`] puts the parts together and takes them down again;
//! [`demo`] is the app with a simulated Slack beside it; [`watch`] sees when templates change.

pub mod app;
pub mod config;
pub mod demo;

pub mod watch;

mod gauges;
mod housekeeping;
