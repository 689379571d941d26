//! Jsonnet in, a Slack message out, within a budget.
//!
//! In the order of a message: [`config`] says where templates are and what a render may use;
//! `folder` reads them, and `schema` is what a workflow asks of its data; `bundle` is one template with everything that it may import; [`Templates`]
//! hands it with the data of a message to one of the `pool`'s render helpers, each a process of its
//! own ([`helper`]) behind `frame`s; there [`engine`] renders it, `message` brings the result into
//! the form that Slack takes, and [`mod@lint`] holds it against Slack's limits. [`error`] says why a
//! message could not be rendered, [`mod@check`] renders the examples of all
//! templates, [`measure`] is the bare engine, for comparison, and [`reference`](mod@reference) is the page about
//! `slack.libsonnet`.
//!
//! A template can loop, eat memory or crash its engine. Whatever it does, it fails the one message,
//! within its budget, and never touches another: see [`helper`] for how.

pub mod config;

mod bundle;
mod folder;
mod schema;
mod version;

mod templates;

mod problem;

pub mod cases;
pub mod check;
pub mod error;
pub mod fuzz;

mod frame;
mod pool;

pub mod engine;
pub mod helper;
mod message;

pub mod lint;
pub mod measure;
pub mod reference;

pub use config::{Engine, TemplatesConfig};
pub use error::{Budget, RenderError};
pub use folder::TemplatesError;
pub use problem::Problem;
pub use schema::SchemaMismatch;
pub use templates::{Health, Pictured, Reloaded, Rendered, Templates, Tried};
pub use version::{Content, Version};
