//! The HTTP side of Bellhop: SuprSend's wire in, triggers and profile edits out.
//!
//! Read in the order a request meets it:
//! [`mod@server`] binds and drains; `serve` is the one handler, through which every request goes;
//! `path` reads the raw target and names the route; `auth` and `signature` say whose request it is;
//! `body` reads it within bounds; `wire` turns JSON into the core's types; `ingest` makes triggers
//! durable before a 202 leaves; `routes` holds the rest of the API; `explain` puts a record into words;
//! `forecast` says when what waits will have gone, and `estimate` whether a new trigger can meet its
//! deadline; `reload` has changed templates served; `error` is the one shape of every refusal; `metrics`
//! counts; `openapi` describes.
//!
//! It does not plan, render or send: a 202 says that a trigger is durable, not that anything was sent.
//! A secret (token, webhook URL) goes to the store while its request is read, and no answer gives one
//! back.
//!
//! Known limits: bytes that are not HTTP at all are refused by actix itself, with an empty 400; and
//! the paths are matched from the root, so a reverse proxy must not add or strip a prefix (the
//! signature covers the path as it was sent).

pub mod config;
pub mod server;

mod path;
mod serve;

mod auth;
mod body;
mod signature;

mod estimate;
mod explain;
mod forecast;
mod ingest;
mod reload;
mod routes;
mod wire;

mod error;
mod metrics;
mod openapi;

pub use config::{HttpConfig, IngestConfig};
pub use openapi::document as openapi_document;
pub use reload::{ReloadError, Reloader, ReloaderParts, newest_versions};
pub use server::{Api, RunningApi, Serves, StartError};
