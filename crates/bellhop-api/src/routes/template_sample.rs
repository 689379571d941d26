//! What templates were lately filled with, and what a draft would make of it:
//! `/v1/template/{slug}/sample/` and `…/diff/`.

use actix_web::HttpResponse;
use bellhop_core::id::Slug;
use bellhop_store::Sample;
use serde_json::value::RawValue;

use super::template::{not_found, read_slug};
use super::template_version::{saved_draft, unavailable};
use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::reload::ReloadError;
use crate::routes::limit;
use crate::serve::Call;
use crate::wire::json;
use crate::wire::template_sample::{DiffAnswer, DiffBody, SampleLine, SampleList};

/// Messages when the caller does not say.
const LIMIT_DEFAULT: u32 = 20;

/// What a template was lately filled with for messages of this workspace, newest first: some messages
/// are noted now and then (`templates.samples_max`, `templates.sample_seconds`), not all. The data is
/// what callers sent.
#[utoipa::path(
    get,
    path = "/v1/template/{slug}/sample/",
    tag = "templates",
    params(
        ("slug" = String, Path, description = "The template's name."),
        ("limit" = Option<u32>, Query, description = "Messages at most; 20 when it is not given."),
    ),
    responses((status = 200, description = "The messages; none for a template that was never rendered.", body = SampleList)),
)]
pub(crate) async fn list(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let samples = samples(call, &slug).await?;
    let results = samples.into_iter().map(SampleLine::new).collect();
    Ok(HttpResponse::Ok().json(SampleList { results }))
}

/// What would change in the last messages of a template if a draft, or other files, went live: each is
/// rendered with what is served and with the draft, from the data that its template was filled with.
/// Nothing is changed or sent.
#[utoipa::path(
    post,
    path = "/v1/template/{slug}/diff/",
    tag = "templates",
    params(
        ("slug" = String, Path, description = "The template's name."),
        ("limit" = Option<u32>, Query, description = "Messages at most; 20 when it is not given."),
    ),
    request_body = DiffBody,
    responses(
        (status = 200, description = "What would change.", body = DiffAnswer),
        (status = 400, description = "What is wrong with the request, by name.", body = crate::error::Body<'_>),
        (status = 404, description = "There is no draft, and no files were given.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn diff(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let body: DiffBody = json::read_or_default(call.body)?;
    let files = match (body.files, &body.lib) {
        (Some(files), _) => files,
        (None, Some(_)) => return Err(ApiError::invalid("lib: goes with files")),
        (None, None) => saved_draft(call, &slug).await?.0,
    };
    let samples = samples(call, &slug).await?;
    let templates = &call.context.templates;
    if samples.is_empty() && templates.version(&slug).is_none() {
        return Err(not_found(&slug));
    }
    let data: Result<Vec<_>, _> = samples
        .iter()
        .map(|sample| RawValue::from_string(sample.data.clone()))
        .collect();
    let data =
        data.map_err(|error| ApiError::unavailable(format!("a sample can't be read: {error}")))?;
    let compared = templates.compare(&slug, files, body.lib, &data).await;
    let compared = compared.map_err(|error| unavailable(ReloadError::Templates(error)))?;
    let mut answer = DiffAnswer::default();
    for (sample, compared) in samples.iter().zip(compared) {
        answer.add(sample, compared);
    }
    Ok(HttpResponse::Ok().json(answer))
}

async fn samples(call: &Call<'_>, slug: &Slug) -> Result<Vec<Sample>, ApiError> {
    let limit = limit(call, LIMIT_DEFAULT)?;
    let store = &call.context.store;
    let samples = store.samples(call.workspace, slug.as_str(), limit).await;
    samples.map_err(refuse_store)
}
