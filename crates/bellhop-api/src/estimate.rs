//! Whether a trigger can meet its deadline, from what waits at its destinations.
//!
//! What is not known yet counts as no wait: the lane of an e-mail or of a group, and triggers that are
//! not planned.

use bellhop_core::address::{Address, Target};
use bellhop_core::id::DistinctId;

use crate::error::{ApiError, Code};
use crate::explain::moment;
use crate::forecast::{Board, WEBHOOK};
use crate::ingest::refuse_store;
use crate::serve::Call;
use crate::wire::Request;

/// When the last message of a trigger is expected to be delivered, in milliseconds since 1970; `None`
/// for a trigger without a deadline, of which nobody asks.
///
/// # Errors
/// [`Code::DeadlineUnreachable`] when that is too late and its caller wants it refused then.
pub(crate) async fn estimate(call: &Call<'_>, request: &Request) -> Result<Option<u64>, ApiError> {
    let Some(by_ms) = request.timing.deliver_by_ms else {
        return Ok(None);
    };
    let said = call.context.store.backlogs().await;
    let board = said.map(Board::of).map_err(refuse_store)?;
    let starts_at_ms = request.timing.due_at_ms.unwrap_or(0).max(call.now_ms);
    let mut expected_at_ms = starts_at_ms;
    let mut slowest = None;
    for address in addresses(call, request).await? {
        let name = match &address.target {
            Target::Webhook => WEBHOOK,
            Target::Channel(id) | Target::User(id) => id,
            Target::Email(_) | Target::Group(_) => continue,
        };
        let Some(lane) = board.lane_of(&address.connection, name) else {
            continue;
        };
        let expected = board.expected(lane, lane.waiting);
        if expected.expected_at_ms > expected_at_ms {
            expected_at_ms = expected.expected_at_ms;
            slowest = Some((name.to_owned(), lane.waiting));
        }
    }
    if request.refuses_impossible
        && expected_at_ms > by_ms
        && let Some((name, waiting)) = slowest
    {
        return Err(ApiError::new(
            Code::DeadlineUnreachable,
            format!(
                "deliver_by: {} can't be met: {waiting} messages wait for {name}, and this one would be delivered at about {}; give a later time, or leave \"impossible\" out",
                moment(by_ms),
                moment(expected_at_ms),
            ),
        ));
    }
    Ok(Some(expected_at_ms))
}

/// Where its messages will go, as far as that is known now.
async fn addresses(call: &Call<'_>, request: &Request) -> Result<Vec<Address>, ApiError> {
    let mut addresses = Vec::new();
    let mut unnamed: Vec<DistinctId> = Vec::new();
    for recipient in &request.recipients {
        addresses.extend(recipient.addresses.iter().cloned());
        if recipient.addresses.is_empty() {
            unnamed.extend(recipient.distinct_id.clone());
        }
    }
    if !unnamed.is_empty() {
        let profiles = call.context.store.profiles(call.workspace, &unnamed).await;
        for profile in profiles.map_err(refuse_store)?.into_values() {
            let active = profile.addresses.into_iter();
            let active = active.filter(|kept| kept.inactive.is_none());
            addresses.extend(active.map(|kept| kept.address));
        }
    }
    Ok(addresses)
}
