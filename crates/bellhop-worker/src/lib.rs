//! The worker: takes triggers and messages off the queue and puts messages into Slack.
//!
//! In the order of the walk: `planner` turns triggers into messages and queues them; `timers` does what
//! is due (triggers that start later, messages that were held, digests); `shards` leases shards from the
//! store (`lease`) and runs a desk for each; `desk` is the loop that holds a window of a shard's messages
//! and their scheduler; `spilling` lets those of long lanes wait in the store; `prepare` renders one, and
//! `fallback` says something plain when that fails (`prepared` is what the desk does then); `sampling` notes now and then what a template was filled with; `resolve` and `lookup` find the conversation that an address means, `gather` that of a group, and
//! `sweeping` does so for many e-mails at once; `cards` says whether a message of a card is posted or
//! changes what is there, and `changing` makes the change; `deliver` lets
//! a `post` go and judges the answer; `gone` ends what waits for a destination or a credential that is
//! gone, kept in `quarantine`; `reach` notes whether Slack
//! can be reached at all; `probe` looks for a message whose answer was lost; `remedy` joins a
//! channel, or asks Slack whether a token is really dead; `ending` counts how it ended; and `recorder`
//! writes that down and settles it, in this order, so that what Slack has is on record before the queue
//! forgets it.
//!
//! The guarantee: everything arrives, in order, and once wherever that can be known. Before a post leaves
//! it is on record that it does; a message whose answer was lost, or not recorded before a crash, is
//! looked for in Slack before it is sent again. Where that is not possible, its workflow decides.

mod worker;

mod planner;
mod timers;

mod lease;
mod shards;

mod desk;
mod happening;
mod held;

mod fallback;
mod prepare;
mod prepared;
mod sampling;
mod spilling;

mod errand;
mod gather;
mod lookup;
mod resolve;
mod sweep;
mod sweeping;

mod cards;
mod changing;

mod deliver;
mod gone;
mod late;
mod late_digest;
mod post;
mod probe;
mod reach;
mod remedy;

mod ending;
mod recorder;

mod backlogs;
mod clock;
mod config;
mod connections;
mod metrics;
mod quarantine;

pub use self::config::WorkerConfig;
pub use self::metrics::Metrics;
pub use self::sampling::{Sampling, SamplingConfig};
pub use self::worker::{Parts, Worker};
