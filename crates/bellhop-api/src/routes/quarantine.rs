//! The quarantine: `/v1/quarantine/…`. Everybody sees the destinations of their own connections.

use actix_web::HttpResponse;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::serve::Call;
use crate::wire::quarantine::{
    NotInQuarantine, QuarantineList, ReleaseAnswer, ReleaseBody, Shown, name, read_release,
};

/// Lists the destinations that Slack says are gone: nothing is sent to them for a while, and what
/// comes for them ends among the dead letters.
#[utoipa::path(
    get,
    path = "/v1/quarantine/",
    tag = "quarantine",
    responses((status = 200, description = "What is in quarantine.", body = QuarantineList)),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let found = call.context.store.quarantined(Some(call.workspace)).await;
    let found = found.map_err(refuse_store)?.into_iter();
    let results = found.map(Shown::of).collect();
    Ok(HttpResponse::Ok().json(QuarantineList { results }))
}

/// Lets destinations out of quarantine: those that are named, or all. What ended for them meanwhile
/// stays among the dead letters, until it is redriven.
#[utoipa::path(
    post,
    path = "/v1/quarantine/release/",
    tag = "quarantine",
    request_body = ReleaseBody,
    responses(
        (status = 200, description = "How many were let out.", body = ReleaseAnswer),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn release(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let context = call.context;
    let wanted = read_release(call.body, &context.ingest)?;
    let found = context.store.quarantined(Some(call.workspace)).await;
    let mut found = found.map_err(refuse_store)?;
    found.retain(|entry| {
        let of_connection = wanted.connection.as_ref();
        of_connection.is_none_or(|connection| *connection == entry.connection)
    });
    let mut failed = Vec::new();
    if let Some(names) = wanted.destinations {
        let is_named = |named: &String| found.iter().any(|it| name(&it.conversation) == named);
        let missing = names.iter().filter(|named| !is_named(named));
        failed.extend(missing.map(|destination| NotInQuarantine {
            destination: destination.clone(),
            error: "it is not in quarantine",
        }));
        found.retain(|entry| names.iter().any(|named| name(&entry.conversation) == named));
    }
    let mut released = 0;
    for entry in found {
        let store = &context.store;
        let was_in = store.release_quarantine(&entry.connection, &entry.conversation);
        released += usize::from(was_in.await.map_err(refuse_store)?);
    }
    context.metrics.released(released);
    tracing::info!(
        released,
        failed = failed.len(),
        "destinations let out of quarantine"
    );
    Ok(HttpResponse::Ok().json(ReleaseAnswer { released, failed }))
}
