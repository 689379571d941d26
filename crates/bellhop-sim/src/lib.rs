//! A model of Slack behind real HTTP: one team's state, Slack's own refusals, its
//! limits, faults on demand, and a page that shows what arrived.
//!
//! Used by tests, by `bellhop demo` and `bellhop sim`, and by load runs. It is a judge:
//! what Slack refuses, it refuses with Slack's code, and where Slack's answer is not
//! documented the module that answers says which way it leans. It keeps nothing on
//! disk, models a single team, and speaks neither OAuth nor Socket Mode.
//!
//! In reading order, the walk of one call:
//! - `server`: the routes;
//! - `args`: the body becomes arguments, or Slack's error about the body;
//! - `api` and `judge`: the order in which a call is judged, and what is logged of it;
//! - `faults` and `delivery`: what a test asked to go wrong goes wrong here;
//! - `auth` and `limits`: who calls, with which scopes, and at what pace;
//! - `methods` and `webhook`: what the call does to the team;
//! - `content` and `blocks`: what a message may contain;
//! - `state`: the team itself; `calls` and `events`: what watchers see of it;
//! - `answer` and `refusal`: the reply in Slack's form;
//! - `control` and `page`: the simulator's own routes.

mod answer;
mod api;
mod args;
mod auth;
mod blocks;
mod calls;
mod config;
mod content;
mod control;
mod delivery;
mod events;
mod faults;
mod ids;
mod judge;
mod limits;
mod methods;
mod page;
mod refusal;
mod seed;
mod server;
mod sim;
mod state;
mod webhook;

pub use calls::{Call, MethodStats, Stats};
pub use config::{Limits, SimConfig};
pub use faults::{Fault, FaultKind};
pub use ids::Ts;
pub use seed::{Seed, SeedChannel, SeedError, SeedToken, SeedWebhook};
pub use sim::{Observed, Sim};
pub use state::{Channel, ChannelKind, Message, Reaction, Sender, SenderKind, Team, User};
