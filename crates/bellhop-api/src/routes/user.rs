//! Users: `/v1/user/…` and `/v1/bulk/user/`, which act before they answer.

use actix_web::HttpResponse;
use bellhop_core::id::DistinctId;
use bellhop_core::profile::Edit;
use bellhop_store::{ProfileEdit, ProfilePage, ProfileRecord};

use crate::error::ApiError;
use crate::ingest::{Secrets, refuse_store};
use crate::path::{decode, query_value};
use crate::routes::limit;
use crate::serve::Call;
use crate::wire::Reader;
use crate::wire::json::check_depth;
use crate::wire::user::{self, PageMeta, User, UserList};

/// Rows of a page when the caller does not say; SuprSend's own default.
const LIMIT_DEFAULT: u32 = 20;

/// Lists the users, oldest first.
#[utoipa::path(
    get,
    path = "/v1/user/",
    tag = "users",
    params(
        ("limit" = Option<u32>, Query, description = "Rows of the page; 20 when it is not given."),
        ("before" = Option<String>, Query, description = "The page before this cursor."),
        ("after" = Option<String>, Query, description = "The page after this cursor."),
    ),
    responses((status = 200, description = "A page of users.", body = UserList)),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let limit = limit(call, LIMIT_DEFAULT)?;
    let before = query_value(call.query, "before").filter(|cursor| !cursor.is_empty());
    let after = query_value(call.query, "after").filter(|cursor| !cursor.is_empty());
    if before.is_some() && after.is_some() {
        return Err(ApiError::invalid(
            "before: cannot be given together with after",
        ));
    }
    let page = ProfilePage {
        limit,
        before,
        after,
    };
    let list = call.context.store.list_profiles(call.workspace, page).await;
    let list = list.map_err(refuse_store)?;
    Ok(HttpResponse::Ok().json(UserList {
        meta: PageMeta {
            count: list.total,
            limit,
            has_prev: list.has_prev,
            before: list.before,
            has_next: list.has_next,
            after: list.after,
        },
        results: list.results.into_iter().map(shown).collect(),
    }))
}

/// One user.
#[utoipa::path(
    get,
    path = "/v1/user/{distinct_id}/",
    tag = "users",
    params(("distinct_id" = String, Path, description = "The user, percent-encoded.")),
    responses(
        (status = 200, description = "The user.", body = User),
        (status = 404, description = "There is no such user.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let id = parse_id(id)?;
    let found = call
        .context
        .store
        .profile(call.workspace, &id)
        .await
        .map_err(refuse_store)?;
    match found {
        Some(record) => Ok(HttpResponse::Ok().json(shown(record))),
        None => Err(no_such_user(&id)),
    }
}

/// Creates a user, or changes one: properties are set, addresses are added.
#[utoipa::path(
    post,
    path = "/v1/user/{distinct_id}/",
    tag = "users",
    params(("distinct_id" = String, Path, description = "The user, percent-encoded.")),
    request_body(content = Object, description = "Properties and `$slack`, flat.",
        example = json!({"name": "Ada", "$slack": [{"user_id": "U0123456789", "access_token": "xoxb-…"}]})),
    responses(
        (status = 201, description = "The user as it is now.", body = User),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn upsert(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let record = apply(call, id, user::read_upsert).await?;
    Ok(HttpResponse::Created().json(shown(record)))
}

/// Changes a user by operations, applied in order; creates it when it is not there.
#[utoipa::path(
    patch,
    path = "/v1/user/{distinct_id}/",
    tag = "users",
    params(("distinct_id" = String, Path, description = "The user, percent-encoded.")),
    request_body = user::EditBody,
    responses(
        (status = 200, description = "The user as it is now.", body = User),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn edit(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let record = apply(call, id, user::read_edit).await?;
    Ok(HttpResponse::Ok().json(shown(record)))
}

/// Makes another user part of this one: addresses are added, and properties that this one does not
/// have. The other is deleted.
#[utoipa::path(
    post,
    path = "/v1/user/{distinct_id}/merge/",
    tag = "users",
    params(("distinct_id" = String, Path, description = "The user that stays.")),
    request_body = user::MergeBody<'_>,
    responses(
        (status = 201, description = "The user as it is now.", body = User),
        (status = 404, description = "There is no such user to merge.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn merge(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    let into = parse_id(id)?;
    let from = user::read_merge(body)?;
    if into == from {
        return Err(ApiError::invalid(
            "from_user_id: is the user of the path itself",
        ));
    }
    let limits = context.ingest.profile_limits();
    let merged = context
        .store
        .merge_profiles(workspace, &into, &from, limits, now_ms)
        .await;
    let Some(record) = merged.map_err(refuse_store)? else {
        return Err(no_such_user(&from));
    };
    context.metrics.profile_edits.inc();
    Ok(HttpResponse::Created().json(shown(record)))
}

/// Deletes a user. One that does not exist is as good as deleted.
#[utoipa::path(
    delete,
    path = "/v1/user/{distinct_id}/",
    tag = "users",
    params(("distinct_id" = String, Path, description = "The user, percent-encoded.")),
    responses((status = 204, description = "It is gone.")),
)]
pub(crate) async fn delete(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    remove(call, &[parse_id(id)?]).await
}

/// Deletes several users.
#[utoipa::path(
    delete,
    path = "/v1/bulk/user/",
    tag = "users",
    request_body = user::BulkDeleteBody,
    responses((status = 204, description = "They are gone.")),
)]
pub(crate) async fn bulk_delete(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    remove(
        call,
        &user::read_bulk_delete(call.body, call.context.ingest.bulk_records_max)?,
    )
    .await
}

async fn remove(call: &Call<'_>, ids: &[DistinctId]) -> Result<HttpResponse, ApiError> {
    let deleted = call
        .context
        .store
        .delete_profiles(call.workspace, ids)
        .await;
    call.context
        .metrics
        .profile_edits
        .inc_by(deleted.map_err(refuse_store)?);
    Ok(HttpResponse::NoContent().finish())
}

async fn apply(
    call: &Call<'_>,
    id: &str,
    read: fn(&[u8], &mut Reader<'_>) -> Result<Vec<Edit>, ApiError>,
) -> Result<ProfileRecord, ApiError> {
    let Call {
        context,
        workspace,
        body,
        now_ms,
        ..
    } = *call;
    let distinct_id = parse_id(id)?;
    check_depth(body, context.http.json_depth_max)?;
    let mut secrets = Secrets::new(&context.store, workspace);
    let edits = secrets.gather(context, |reader| read(body, reader))?;
    secrets.keep().await?;
    let edits = vec![ProfileEdit { distinct_id, edits }];
    let limits = context.ingest.profile_limits();
    let edited = context
        .store
        .edit_profiles(workspace, edits, limits, now_ms)
        .await;
    let record = edited.map_err(refuse_store)?.pop();
    context.metrics.profile_edits.inc();
    Ok(record.expect("the store returns one record for each edit"))
}

fn parse_id(part: &str) -> Result<DistinctId, ApiError> {
    Ok(DistinctId::parse(&decode(part)?)?)
}

fn no_such_user(id: &DistinctId) -> ApiError {
    ApiError::not_found(format!("user '{id}' not found"))
}

fn shown(record: ProfileRecord) -> User {
    let ProfileRecord {
        distinct_id,
        profile,
        created_at_ms,
        updated_at_ms,
    } = record;
    User::new(&distinct_id, profile, created_at_ms, updated_at_ms)
}
