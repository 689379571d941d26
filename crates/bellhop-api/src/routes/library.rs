//! The reference of `slack.libsonnet`: `GET /v1/library/`.

use actix_web::HttpResponse;

use crate::error::ApiError;
use crate::serve::Call;
use crate::wire::library::{LibraryAnswer, LibraryFunction};

/// Every function of `slack.libsonnet`, which templates import: what it does, and what its example
/// looks like in Slack.
#[utoipa::path(
    get,
    path = "/v1/library/",
    tag = "templates",
    responses(
        (status = 200, description = "The functions, in the order of the library.", body = LibraryAnswer<'_>),
        (status = 503, description = "The examples can't be rendered at the moment.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let library = call.context.templates.library().await.map_err(|error| {
        ApiError::unavailable(format!(
            "the examples of the library can't be shown: {error}"
        ))
    })?;
    let results = library.iter().map(LibraryFunction::new).collect();
    Ok(HttpResponse::Ok().json(LibraryAnswer { results }))
}
