//! The words for each step of a timeline, and what was waited for before it.

use bellhop_core::scheduler::PaceConfig;
use bellhop_store::{MessageView, Step, TimelineEntry};

use super::Known;
use super::address;
use super::words::{addressed, destination, moment, recipient, sentence, span};

/// From this on, a wait for a turn is worth a word.
const WAIT_SHOWN_MS: u64 = 100;

/// Each step with its time.
pub(super) fn lines(known: &Known<'_>) -> Vec<(u64, String)> {
    let mut attempts = 0;
    let mut before: Option<&TimelineEntry> = None;
    let mut before_ms = known.message.accepted_at_ms;
    let mut lines = Vec::with_capacity(known.message.timeline.len());
    for entry in &known.message.timeline {
        if entry.what == Step::Attempted {
            attempts += 1;
        }
        let past = Past {
            attempts,
            before: before.map(|entry| entry.what),
            waited_ms: entry.at_ms.saturating_sub(before_ms),
        };
        lines.extend(
            texts(known, entry, past)
                .into_iter()
                .map(|text| (entry.at_ms, text)),
        );
        before = Some(entry);
        before_ms = entry.at_ms;
    }
    lines
}

/// What came before a step.
#[derive(Clone, Copy)]
struct Past {
    /// Attempts so far, this one included.
    attempts: u32,
    before: Option<Step>,
    waited_ms: u64,
}

impl Past {
    /// Whether the step answers an attempt.
    fn is_answer(self) -> bool {
        self.before == Some(Step::Attempted)
    }
}

/// Usually one; planning has more to say.
fn texts(known: &Known<'_>, entry: &TimelineEntry, past: Past) -> Vec<String> {
    let message = known.message;
    let detail = entry.detail.as_deref();
    let text = match entry.what {
        Step::Planned => return address::planned(known),
        Step::Rendered => rendered(message, detail),
        Step::Resolved => resolved(message, detail),
        Step::Waiting => waiting(detail.unwrap_or("it waits")),
        Step::Attempted => attempted(known, detail, past),
        Step::Retried => retried(detail.unwrap_or("the attempt failed"), past),
        Step::Probed => format!(
            "Looked for it in the conversation, since the answer to an attempt was lost: {}.",
            detail.unwrap_or("done")
        ),
        Step::Joined => sentence(&format!(
            "the app was not in the channel: {}",
            detail.unwrap_or("joined it")
        )),
        Step::Delivered => delivered(message, detail, past),
        Step::Failed => answered(past, "Given up", message, detail),
        Step::Expired => answered(past, "Given up, its deadline had passed", message, detail),
        Step::Refused => refused(message, detail),
        Step::Held => held(detail.unwrap_or("until it may go")),
        Step::Merged => sentence(detail.unwrap_or("another message says what it would have said")),
        Step::Cancelled => sentence(detail.unwrap_or("its caller called it off")),
        Step::Redriven => {
            let way = detail.map(|way| format!(" {way}")).unwrap_or_default();
            format!("Taken out of the dead letters by an operator, to be sent again{way}.")
        }
        Step::Ambiguous => sentence(detail.unwrap_or("whether Slack has it is not known")),
    };
    vec![text]
}

/// A message out of its hours, or an event of a digest.
fn held(detail: &str) -> String {
    match detail.strip_prefix("collected ") {
        Some(into) => format!("Collected {into}: it is sent together with others when that ends."),
        None => sentence(&format!("held {detail}")),
    }
}

fn rendered(message: &MessageView, detail: Option<&str>) -> String {
    let template = &message.template;
    match detail {
        Some(fallback) if fallback.starts_with("the fallback text") => sentence(&format!(
            "template {template} could not be rendered: {fallback}"
        )),
        Some(test) if test.starts_with("a test of") => sentence(&format!(
            "{test}: template {template} was rendered when it was asked for, and goes as it was then"
        )),
        Some(version) if version.contains(", with ") => format!(
            "Template {template} was rendered, {version}: Slack may show it differently from what was meant."
        ),
        Some(version) => format!("Template {template} was rendered, {version}."),
        None => format!("Template {template} was rendered."),
    }
}

fn resolved(message: &MessageView, detail: Option<&str>) -> String {
    let led = match &message.destination {
        Some(found) => format!("{} leads to {found}", addressed(message)),
        None => format!("it became known whom {} leads to", addressed(message)),
    };
    let how = match detail {
        Some("by directory") => "known from an earlier lookup".to_owned(),
        Some(method) => format!(
            "found {method}, which Slack allows so many times a minute that lookups wait in a line of their own"
        ),
        None => "looked up".to_owned(),
    };
    sentence(&format!("{led}: {how}"))
}

/// A 429, or a lookup that waits. The message keeps its place, and nothing counts as failed.
fn waiting(detail: &str) -> String {
    if let Some(why) = detail.strip_prefix("lookup: ") {
        return format!(
            "The lookup of its address has to be made again: {why}. Others who wait for the same answer wait too."
        );
    }
    let (wait, cause) = detail.split_once(": ").unwrap_or((detail, ""));
    let cause = if cause.is_empty() || cause.starts_with("rate limited") {
        "HTTP 429: faster than Slack allows".to_owned()
    } else {
        cause.to_owned()
    };
    sentence(&format!(
        "{wait} ({cause}). It keeps its place at the head of its lane; this is no failed attempt"
    ))
}

fn attempted(known: &Known<'_>, turn: Option<&str>, past: Past) -> String {
    let number = past.attempts;
    let waited = span(past.waited_ms);
    match past.before {
        Some(Step::Waiting) => format!(
            "Sent to Slack again (attempt {number}), {waited} later: the wait that Slack asked for was over."
        ),
        Some(Step::Retried) => format!(
            "Sent to Slack again (attempt {number}), {waited} later: the wait after the failure was over."
        ),
        Some(Step::Probed | Step::Ambiguous | Step::Joined | Step::Attempted) => {
            format!("Sent to Slack again (attempt {number}).")
        }
        Some(
            Step::Planned
            | Step::Redriven
            | Step::Rendered
            | Step::Resolved
            | Step::Delivered
            | Step::Failed
            | Step::Expired
            | Step::Refused
            | Step::Held
            | Step::Merged
            | Step::Cancelled,
        )
        | None => match turn {
            None if past.waited_ms < WAIT_SHOWN_MS => format!("Sent to Slack (attempt {number})."),
            _ => format!(
                "Sent to Slack (attempt {number}), after {waited} for its turn in the lane of {}{}: {}.",
                destination(known.message),
                turn.map(|turn| format!(" ({turn})")).unwrap_or_default(),
                pace(known.pace),
            ),
        },
    }
}

/// What a lane waits for.
pub(super) fn pace(pace: PaceConfig) -> String {
    let mut text = "messages go one at a time, in order".to_owned();
    if pace.destination_per_second > 0.0 {
        text.push_str(&format!(
            ", at most {} a second (pace.destination_per_second)",
            pace.destination_per_second
        ));
    }
    if pace.connection_per_minute > 0 {
        text.push_str(&format!(
            ", and {} a minute with one connection (pace.connection_per_minute)",
            pace.connection_per_minute
        ));
    }
    text
}

/// A failed attempt that is followed by another.
fn retried(detail: &str, past: Past) -> String {
    let took = if past.is_answer() {
        format!(" after {}", span(past.waited_ms))
    } else {
        String::new()
    };
    if let Some((since_ms, wait_ms, error)) = away(detail) {
        return format!(
            "The attempt failed{took}: {error}. Slack can't be reached with this connection since {}: everything of it holds still, one call at a time tries, the next in {} at the earliest; the first that succeeds lets all go on.",
            moment(since_ms),
            span(wait_ms)
        );
    }
    let delay = detail
        .strip_prefix("again in ")
        .and_then(|rest| rest.split_once(" ms: "))
        .and_then(|(delay, error)| Some((delay.parse().ok()?, error)));
    match delay {
        Some((delay_ms, error)) => format!(
            "The attempt failed{took}: {error}. It keeps its place and is tried again in {}; those behind it wait.",
            span(delay_ms)
        ),
        None => format!("The attempt failed{took}: {detail}."),
    }
}

fn delivered(message: &MessageView, detail: Option<&str>, past: Past) -> String {
    // A card: what was done to it. Where there was nothing to do, Slack was not asked.
    if let Some(done) = detail.filter(|_| !past.is_answer()) {
        return sentence(done);
    }
    let receipt = match &message.receipt {
        Some(receipt) => format!(
            "has the message, in {} with ts {}",
            receipt.channel, receipt.ts
        ),
        None => "said ok (a webhook gives no more of a receipt)".to_owned(),
    };
    if past.is_answer() {
        let done = detail.map(|done| format!(" ({done})")).unwrap_or_default();
        return format!(
            "Slack answered after {}: it {receipt}{done}.",
            span(past.waited_ms)
        );
    }
    format!("Slack {receipt}.")
}

/// What a failed attempt of a connection that is away says: since when, the wait, and the error.
fn away(detail: &str) -> Option<(u64, u64, &str)> {
    let rest = detail.strip_prefix("away since ")?;
    let (since_ms, rest) = rest.split_once(", one call in ")?;
    let (wait_ms, error) = rest.split_once(" ms: ")?;
    Some((since_ms.parse().ok()?, wait_ms.parse().ok()?, error))
}

fn refused(message: &MessageView, detail: Option<&str>) -> String {
    let reason = message.reason.map_or("no reason is on record", |reason| {
        reason.counsel("").meaning
    });
    // What is only the reason's name says nothing more.
    let is_more = |said: &&str| message.reason.is_none_or(|reason| reason.as_str() != *said);
    let more = detail.filter(is_more).map(|said| format!(": {said}"));
    let (who, more) = (recipient(&message.distinct_id), more.unwrap_or_default());
    format!("Nothing was planned for {who}: {reason}{more}.")
}

fn answered(past: Past, ended: &str, message: &MessageView, detail: Option<&str>) -> String {
    let took = if past.is_answer() {
        format!("Slack answered after {}. ", span(past.waited_ms))
    } else {
        String::new()
    };
    let reason = message.reason.map_or("no reason", |reason| reason.as_str());
    let said = detail.map(|said| format!(": {said}")).unwrap_or_default();
    sentence(&format!("{took}{ended} ({reason}){said}"))
}
