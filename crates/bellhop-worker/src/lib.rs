//! The worker: takes triggers and messages off the queue and puts messages into Slack.
//!
//! In the order of the walk: [`planner`] turns triggers into messages and queues them; [`desk`] is
//! the loop that holds a window of messages and the scheduler; [`prepare`] renders one;
//! [`resolve`] finds the conversation that an address means; [`deliver`] makes the call and judges
//! the answer; [`remedy`] joins a channel, or asks Slack whether a token is really dead; and
//! [`recorder`] writes down how it ended and settles it, in this order, so that what Slack has is on
//! record before the queue forgets it.
//!
//! The guarantee: at least once. A crash between Slack's answer and its record sends that one message
//! again; everything else arrives once, and in order.

mod clock;
mod config;
mod connections;
mod deliver;
mod desk;
mod ending;
mod errand;
mod happening;
mod held;
mod metrics;
mod planner;
mod prepare;
mod recorder;
mod remedy;
mod resolve;
mod worker;

pub use self::config::WorkerConfig;
pub use self::metrics::Metrics;
pub use self::worker::{Parts, Worker};
