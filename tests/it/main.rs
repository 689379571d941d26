//! What the service promises, by chapter: the real program, judged by what Slack received, what the
//! API reports and what `/metrics` says.
//!
//! Every test starts `bellhop serve` as a process of its own, in a folder of its own, with a
//! simulated Slack beside it. Nothing sleeps and nothing is timed: tests wait for what happens, and
//! [`app::PATIENCE`] is how long before they give up.

mod app;
mod client;
mod load;
mod log;
mod setup;

mod authoring;
mod cards;
mod delivery;
mod fair;
mod group;
mod hours;
mod late;
mod library;
mod linter;
mod lookup;
mod messages;
mod order;
mod outage;
mod quarantine;
mod reload;
mod samples;
mod schema;
mod templates;
mod time;

mod conformance;
mod credentials;
mod dead_letters;
mod faults;
mod once;
mod survive;
mod workers;

mod explain;
mod forecast;
mod ingest;
mod secrets;
mod show;
mod trial;

mod architecture;
