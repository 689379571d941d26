//! Dead letters: `/v1/dead_letter/…`. Everybody sees those of their own workspace; a letter that is too
//! broken to say whose it is, is shown to nobody.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use bellhop_core::id::MessageId;
use bellhop_queue::{About, DeadLetter, Kind};
use uuid::Uuid;

use crate::error::ApiError;
use crate::ingest::{refuse_queue, refuse_store};
use crate::path::{decode, query_value};
use crate::routes::limit;
use crate::serve::Call;
use crate::wire::dead_letter::{
    Choice, ChoiceBody, DeadLetterList, Failure, Filter, Letter, PurgeAnswer, RedriveAnswer, To,
    read_choice,
};

mod elsewhere;

/// Letters of a page when the caller does not say.
const LIMIT_DEFAULT: u32 = 100;
/// How long letters are looked for by what they are about. The broker hands them out one by one, and the
/// queue, which then has to find them again, takes ten seconds at most.
const LOOK_FOR: Duration = Duration::from_secs(5);

const NO_SUCH_LETTER: &str = "no dead letter has this id";

/// Lists the dead letters, oldest first.
///
/// On RabbitMQ the cursors are places: they shift when letters before them are redriven or purged.
#[utoipa::path(
    get,
    path = "/v1/dead_letter/",
    tag = "dead letters",
    params(
        ("limit" = Option<u32>, Query, description = "Letters of the page at most; 100 when it is not given."),
        ("after" = Option<String>, Query, description = "The page after this cursor."),
    ),
    responses((status = 200, description = "A page of dead letters.", body = DeadLetterList)),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let limit = limit(call, LIMIT_DEFAULT)?;
    let after = after(call)?;
    let page = call.context.queue.dead_letters(after, limit).await;
    let page = page.map_err(refuse_queue)?;
    let full = page.len() >= limit as usize;
    let last = page.last().filter(|_| full);
    let after = last.map(|letter| letter.number.to_string());
    let own = page.iter().filter_map(|letter| {
        let about = letter.about();
        is_own(call, &about).then(|| Letter::new(letter, about))
    });
    Ok(HttpResponse::Ok().json(DeadLetterList {
        results: own.collect(),
        after,
    }))
}

/// One dead letter, with its envelope.
#[utoipa::path(
    get,
    path = "/v1/dead_letter/{id}/",
    tag = "dead letters",
    params(("id" = Uuid, Path, description = "The id of the message or trigger.")),
    responses(
        (status = 200, description = "The dead letter.", body = Letter),
        (status = 404, description = "There is no such dead letter.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let text = decode(id)?;
    let not_found = || {
        let shown: String = text.chars().take(80).collect();
        ApiError::not_found(format!("dead letter '{shown}' not found"))
    };
    let id = Uuid::parse_str(&text).map_err(|_| not_found())?;
    let found = call.context.queue.find_dead_letters(&[id]).await;
    let found = found.map_err(refuse_queue)?.into_iter();
    let mut own = found.filter_map(|letter| {
        let about = letter.about();
        is_own(call, &about).then_some((letter, about))
    });
    let (letter, about) = own.next().ok_or_else(not_found)?;
    Ok(HttpResponse::Ok().json(Letter::whole(letter, about)))
}

/// Sends dead letters again: those with these ids, or all that fit and can be read. With `to`, messages
/// go to another channel, person or e-mail.
///
/// Each is put back on its line with a new deadline, behind what waits there. What Slack turns out to
/// have already is not sent again. A message whose answer was lost is looked for in Slack first, as
/// its workflow says.
#[utoipa::path(
    post,
    path = "/v1/dead_letter/redrive/",
    tag = "dead letters",
    request_body = ChoiceBody,
    responses(
        (status = 200, description = "How many are on their way again, and which are not.", body = RedriveAnswer),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn redrive(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let context = call.context;
    let Chosen {
        letters,
        mut failed,
        more,
        to,
    } = choose(call, |about| about.unreadable.is_none()).await?;
    let to = match &to {
        Some(to) => Some(elsewhere::read(call, to).await?),
        None => None,
    };
    let mut addresses = HashMap::new();
    let mut messages = Vec::new();
    let mut ids = Vec::new();
    for (id, kind, about) in letters {
        let unfit = to
            .as_ref()
            .and_then(|to| elsewhere::unfit(to, kind, &about));
        match (about.unreadable.or(unfit), kind) {
            (Some(error), _) => failed.push(Failure { id, error }),
            (None, Kind::Trigger) => ids.push(id),
            (None, Kind::Message) => messages.push(MessageId(id)),
        }
        addresses.extend(about.address.map(|address| (MessageId(id), address)));
    }
    // The record first: a crash after it leaves letters that can be redriven again, while a worker
    // would take a message whose record has ended as over.
    let delivered = match &to {
        None => context.store.reopen(messages.clone(), call.now_ms).await,
        Some(to) => elsewhere::reopen(call, to, &messages, &addresses).await,
    };
    let delivered = delivered.map_err(refuse_store)?;
    let (over, open): (Vec<_>, Vec<_>) =
        messages.into_iter().partition(|id| delivered.contains(id));
    ids.extend(open.iter().map(|id| id.0));
    let time_to_live_ms = u64::try_from(context.time_to_live.as_millis()).unwrap_or(u64::MAX);
    let deadline_ms = call.now_ms.saturating_add(time_to_live_ms);
    let redriven = context
        .queue
        .redrive_to(&ids, deadline_ms, to.as_ref())
        .await;
    let redriven = redriven.map_err(refuse_queue)?;
    let over: Vec<Uuid> = over.into_iter().map(|id| id.0).collect();
    let purged = context.queue.purge_dead_letters(&over).await;
    let purged = purged.map_err(refuse_queue)?;
    let unreadable = redriven.unreadable.into_iter();
    failed.extend(unreadable.map(|(id, error)| Failure { id, error }));
    failed.extend(redriven.missing.into_iter().map(no_such_letter));
    let redriven = redriven.back.len();
    context.metrics.redriven.inc_by(redriven as u64);
    tracing::info!(
        redriven,
        delivered = purged.len(),
        failed = failed.len(),
        "dead letters redriven"
    );
    Ok(HttpResponse::Ok().json(RedriveAnswer {
        redriven,
        delivered: purged.len(),
        failed,
        more,
    }))
}

/// Forgets dead letters for good: those with these ids, or all that fit. Their records stay.
#[utoipa::path(
    post,
    path = "/v1/dead_letter/purge/",
    tag = "dead letters",
    request_body = ChoiceBody,
    responses(
        (status = 200, description = "How many are gone, and which are not.", body = PurgeAnswer),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn purge(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let Chosen {
        letters,
        mut failed,
        more,
        to,
    } = choose(call, |_| true).await?;
    if to.is_some() {
        let message = "to: goes with redriving; what is purged goes nowhere";
        return Err(ApiError::invalid(message));
    }
    let ids: Vec<Uuid> = letters.into_iter().map(|(id, ..)| id).collect();
    let purged = call.context.queue.purge_dead_letters(&ids).await;
    let purged = purged.map_err(refuse_queue)?;
    let gone = ids.into_iter().filter(|id| !purged.contains(id));
    failed.extend(gone.map(no_such_letter));
    let count = purged.len();
    call.context.metrics.purged.inc_by(count as u64);
    tracing::info!(purged = count, failed = failed.len(), "dead letters purged");
    Ok(HttpResponse::Ok().json(PurgeAnswer {
        purged: count,
        failed,
        more,
    }))
}

/// The dead letters that a request means.
struct Chosen {
    /// Id, kind, and what it is about.
    letters: Vec<(Uuid, Kind, About)>,
    failed: Vec<Failure>,
    /// Whether there may be more that fit.
    more: bool,
    /// Where messages go instead.
    to: Option<To>,
}

/// Those that a request means; of all, those that `fits` takes.
async fn choose(call: &Call<'_>, fits: fn(&About) -> bool) -> Result<Chosen, ApiError> {
    let (choice, to) = read_choice(call.body, &call.context.ingest)?;
    let chosen = match choice {
        Choice::Ids(ids) => choose_ids(call, ids).await,
        Choice::All(filter) => choose_all(call, &filter, fits).await,
    }?;
    Ok(Chosen { to, ..chosen })
}

async fn choose_ids(call: &Call<'_>, ids: Vec<Uuid>) -> Result<Chosen, ApiError> {
    let found = call.context.queue.find_dead_letters(&ids).await;
    let mut letters: Vec<_> = Vec::new();
    for letter in found.map_err(refuse_queue)? {
        add(call, &mut letters, &letter, |_| true);
    }
    let known = |id: &Uuid| letters.iter().any(|(known, ..)| known == id);
    let failed = ids.into_iter().filter(|id| !known(id)).map(no_such_letter);
    Ok(Chosen {
        failed: failed.collect(),
        letters,
        more: false,
        to: None,
    })
}

async fn choose_all(
    call: &Call<'_>,
    filter: &Filter,
    fits: fn(&About) -> bool,
) -> Result<Chosen, ApiError> {
    let (context, began) = (call.context, Instant::now());
    let mut letters = Vec::new();
    let mut more = false;
    let look = |letter: DeadLetter| {
        more = letters.len() >= context.ingest.dead_letters_max || began.elapsed() > LOOK_FOR;
        if more {
            return ControlFlow::Break(());
        }
        add(call, &mut letters, &letter, |about| {
            fits(about) && filter.takes(&letter, about)
        });
        ControlFlow::Continue(())
    };
    let walked = context.queue.walk_dead_letters(look).await;
    walked.map_err(refuse_queue)?;
    Ok(Chosen {
        letters,
        failed: Vec::new(),
        more,
        to: None,
    })
}

/// Adds a letter if it is the caller's and as wanted; of several with one id, the first.
fn add(
    call: &Call<'_>,
    letters: &mut Vec<(Uuid, Kind, About)>,
    letter: &DeadLetter,
    wanted: impl FnOnce(&About) -> bool,
) {
    let about = letter.about();
    if is_own(call, &about) && wanted(&about) && letters.iter().all(|(id, ..)| *id != letter.id) {
        letters.push((letter.id, letter.kind, about));
    }
}

fn is_own(call: &Call<'_>, about: &About) -> bool {
    about.workspace.as_ref() == Some(call.workspace)
}

fn no_such_letter(id: Uuid) -> Failure {
    Failure {
        id,
        error: NO_SUCH_LETTER.to_owned(),
    }
}

fn after(call: &Call<'_>) -> Result<u64, ApiError> {
    let Some(text) = query_value(call.query, "after").filter(|cursor| !cursor.is_empty()) else {
        return Ok(0);
    };
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(80).collect();
        ApiError::invalid(format!(
            "after: must be the cursor of a page, not {shown:?}"
        ))
    })
}
