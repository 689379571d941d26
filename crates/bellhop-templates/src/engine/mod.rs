//! The seam between Bellhop and a Jsonnet engine: compile a bundle, render it with data.
//!
//! Engines have no limit of time, steps or memory, and some of their failures can't be caught, so
//! outside of measurements they run in a helper process ([`crate::helper`]), which has them all.
//!
//! Data reaches a template as the argument `data` and in no other way. External variables are not
//! used: a library that reads one is evaluated once, and would put one recipient's data into
//! another's message.

mod data;
mod explain;
mod failure;
#[cfg(feature = "libjsonnet")]
mod libjsonnet;
mod position;
mod rsjsonnet;
mod tokens;

use serde_json::Value;

use crate::bundle::Bundle;
pub use failure::Failure;
pub(crate) use failure::shorten;
#[cfg(feature = "libjsonnet")]
pub(crate) use libjsonnet::Libjsonnet;
pub(crate) use rsjsonnet::Rsjsonnet;

/// Put before a template that uses `data` as a free variable. On the same line, so that only the
/// columns of the first line move, which [`position`] corrects.
const WRAPPER: &str = "function(data) ";

/// Most messages of `std.trace` that are kept of one render.
const TRACES_MAX: usize = 20;
/// Most characters that are kept of one of them.
const TRACE_CHARS_MAX: usize = 500;

/// An engine with the templates that it has compiled so far.
pub(crate) trait Session {
    /// Compiles `bundle`, unless it was compiled before.
    fn compile(&mut self, bundle: &Bundle) -> Result<(), Failure>;

    /// Renders `bundle` with `data`, the text of a JSON object, compiling it if that is needed.
    fn render(&mut self, bundle: &Bundle, data: &[u8]) -> Result<Value, Failure>;

    /// What `std.trace` said since it was last asked.
    fn take_traces(&mut self) -> Vec<String>;

    /// Whether this session should be replaced by a new one.
    fn is_spent(&self) -> bool;
}

fn keep_trace(traces: &mut Vec<String>, message: &str) {
    if traces.len() < TRACES_MAX {
        traces.push(message.chars().take(TRACE_CHARS_MAX).collect());
    }
}
