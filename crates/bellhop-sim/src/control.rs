//! The simulator's own routes under `/sim`: reading what happened, and arranging what
//! is to happen. Unknown keys in a body are refused with a 400 that names them.

mod stream;

use std::sync::Arc;

use actix_web::web::{Bytes, Data, Path, Query, ServiceConfig, delete, get, post, resource};
use actix_web::{HttpResponse, ResponseError};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::config::Limits;
use crate::faults::Fault;
use crate::seed::{Seed, SeedError};
use crate::sim::Shared;
use crate::state::Message;

/// Calls on one page of `/sim/calls` unless `limit` says otherwise, and at most.
const CALLS_PAGE_DEFAULT: usize = 1_000;
const CALLS_PAGE_MAX: usize = 100_000;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/sim/state", get().to(state))
        .route("/sim/stats", get().to(stats))
        .route("/sim/calls", get().to(calls))
        .route("/sim/events", get().to(stream::events))
        .route("/sim/seed", post().to(seed))
        .route("/sim/reset", post().to(reset))
        .route("/sim/credentials/revoke", post().to(revoke))
        .route("/sim/faults/{id}", delete().to(remove_fault))
        .service(resource("/sim/limits").get(limits).post(set_limits))
        .service(
            resource("/sim/faults")
                .get(faults)
                .post(add_fault)
                .delete(remove_faults),
        );
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateQuery {
    /// Only the newest so many messages of each conversation.
    limit: Option<usize>,
}

async fn state(shared: Data<Shared>, query: Query<StateQuery>) -> HttpResponse {
    let most = query.limit.unwrap_or(usize::MAX);
    let (mut answer, messages, ephemeral) = {
        let world = shared.world();
        let users: Vec<_> = world.users.values().collect();
        let channels: Vec<_> = world
            .conversations
            .values()
            .map(|found| &found.channel)
            .collect();
        let answer = json!({
            "team": world.team,
            "users": users,
            "channels": channels,
            "stats": world.log.stats(),
            "limits": world.limits,
            "faults": world.faults.list(),
        });
        let messages: Vec<(Arc<str>, Vec<Arc<Message>>)> = world
            .conversations
            .iter()
            .map(|(id, found)| {
                let skipped = found.messages().len().saturating_sub(most);
                (
                    Arc::clone(id),
                    found.messages().range(skipped..).map(Arc::clone).collect(),
                )
            })
            .collect();
        let ephemeral: Vec<(Arc<str>, Vec<Arc<Message>>)> = world
            .conversations
            .iter()
            .filter(|(_, found)| !found.ephemeral().is_empty())
            .map(|(id, found)| {
                (
                    Arc::clone(id),
                    found.ephemeral().iter().map(Arc::clone).collect(),
                )
            })
            .collect();
        (answer, messages, ephemeral)
    };
    // Written out after the lock is gone: this is the only answer that can be large.
    let written = |lists: Vec<(Arc<str>, Vec<Arc<Message>>)>| {
        let lists = lists.into_iter();
        let lists = lists.map(|(id, list)| (id.to_string(), json!(list)));
        Value::Object(lists.collect::<Map<String, Value>>())
    };
    answer["messages"] = written(messages);
    answer["ephemeral"] = written(ephemeral);
    HttpResponse::Ok().json(answer)
}

async fn stats(shared: Data<Shared>) -> HttpResponse {
    let stats = shared.world().log.stats().clone();
    HttpResponse::Ok().json(stats)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallsQuery {
    /// The number of the last call already seen.
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

async fn calls(shared: Data<Shared>, query: Query<CallsQuery>) -> HttpResponse {
    let limit = query
        .limit
        .unwrap_or(CALLS_PAGE_DEFAULT)
        .min(CALLS_PAGE_MAX);
    let calls = shared.world().log.after(query.after, limit);
    let next = calls.last().map_or(query.after, |call| call.seq);
    HttpResponse::Ok().json(json!({"calls": calls, "next": next}))
}

async fn seed(shared: Data<Shared>, body: Bytes) -> Result<HttpResponse, BadRequest> {
    let seed: Seed = serde_json::from_slice(&body)?;
    seed.merge_into(&mut shared.world())?;
    Ok(done())
}

async fn reset(shared: Data<Shared>) -> HttpResponse {
    shared.world().reset();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    token: String,
}

async fn revoke(shared: Data<Shared>, body: Bytes) -> Result<HttpResponse, BadRequest> {
    let revocation: Revocation = serde_json::from_slice(&body)?;
    Ok(match shared.world().revoke(&revocation.token) {
        true => done(),
        false => absent("there is no such token"),
    })
}

async fn limits(shared: Data<Shared>) -> HttpResponse {
    let limits = shared.world().limits;
    HttpResponse::Ok().json(limits)
}

/// Keys that are left out keep their value.
async fn set_limits(shared: Data<Shared>, body: Bytes) -> Result<HttpResponse, BadRequest> {
    let changes: Map<String, Value> = serde_json::from_slice(&body)?;
    let mut world = shared.world();
    let mut limits = json!(world.limits);
    for (name, value) in changes {
        limits[name] = value;
    }
    let limits: Limits = serde_json::from_value(limits)?;
    world.limits = limits;
    Ok(HttpResponse::Ok().json(limits))
}

async fn faults(shared: Data<Shared>) -> HttpResponse {
    let faults = shared.world().faults.list().to_vec();
    HttpResponse::Ok().json(json!({"faults": faults}))
}

async fn add_fault(shared: Data<Shared>, body: Bytes) -> Result<HttpResponse, BadRequest> {
    let fault: Fault = serde_json::from_slice(&body)?;
    let id = shared.world().faults.add(fault);
    Ok(HttpResponse::Ok().json(json!({"id": id})))
}

async fn remove_faults(shared: Data<Shared>) -> HttpResponse {
    shared.world().faults.clear();
    done()
}

async fn remove_fault(shared: Data<Shared>, id: Path<u64>) -> HttpResponse {
    match shared.world().faults.remove(*id) {
        true => done(),
        false => absent("there is no such fault"),
    }
}

fn done() -> HttpResponse {
    HttpResponse::Ok().json(json!({"ok": true}))
}

fn absent(what: &str) -> HttpResponse {
    HttpResponse::NotFound().json(json!({"ok": false, "error": what}))
}

/// A body that cannot be used; the answer says why.
#[derive(Debug, thiserror::Error)]
enum BadRequest {
    /// Not JSON, or not what the route takes.
    #[error(transparent)]
    Body(#[from] serde_json::Error),
    /// Well-formed, but naming what does not exist.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

impl ResponseError for BadRequest {
    fn error_response(&self) -> HttpResponse {
        HttpResponse::BadRequest().json(json!({"ok": false, "error": self.to_string()}))
    }
}
