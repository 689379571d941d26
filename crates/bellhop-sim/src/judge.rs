//! What every call has in common: a fault may strike it, it is carried out or not, it
//! is logged, and it gets its verdict. All of it under the one lock.

use std::sync::Arc;
use std::time::Duration;

use crate::answer::Done;
use crate::calls::Ended;
use crate::delivery::Manner;
use crate::faults::FaultKind;
use crate::refusal::Refusal;
use crate::state::World;

/// A call that has been judged and logged.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) outcome: Result<Done, Refusal>,
    pub(crate) manner: Manner,
    pub(crate) latency: Duration,
}

/// How the call is known before it is carried out.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    /// The method's name in the log; `webhook` for incoming webhooks.
    pub(crate) method: &'static str,
    /// The conversation as the call names it, for the log.
    pub(crate) channel: Option<Arc<str>>,
    /// The message's text, for the log.
    pub(crate) text: Option<Arc<str>>,
    /// The ids by which a fault may mean its conversation.
    pub(crate) ids: &'a [&'a str],
    /// The HTTP status of a refusal in this call's dialect.
    pub(crate) status: fn(&Refusal) -> u16,
}

/// Carries a call out, unless a fault has it otherwise, and logs how it ended.
pub(crate) fn judge(
    world: &mut World,
    known: Known<'_>,
    carry_out: impl FnOnce(&mut World) -> Result<Done, Refusal>,
) -> Judged {
    let (outcome, manner) = match world.faults.strike(known.method, known.ids) {
        None => (carry_out(world), Manner::Whole),
        Some(FaultKind::Cut) => (carry_out(world), Manner::Cut),
        Some(FaultKind::AcceptThenStall) => (carry_out(world), Manner::Withheld),
        Some(FaultKind::Hang) => (Err(Refusal::code("hang")), Manner::Withheld),
        Some(FaultKind::Error { code }) => (Err(Refusal::named(code)), Manner::Whole),
        Some(FaultKind::Status { status }) => (Err(Refusal::page(status)), Manner::Whole),
        Some(FaultKind::RateLimited { retry_after }) => {
            (Err(Refusal::told_to_wait(retry_after)), Manner::Whole)
        }
    };
    let ended = ended(known, &outcome, manner);
    let team = Arc::clone(&world.team.id);
    world.log.record(&team, ended);
    world.events.changed();
    Judged {
        outcome,
        manner,
        latency: Duration::from_millis(world.limits.latency_ms),
    }
}

fn ended(known: Known<'_>, outcome: &Result<Done, Refusal>, manner: Manner) -> Ended {
    let status = match (manner, outcome) {
        (Manner::Withheld, _) => 0,
        (Manner::Whole | Manner::Cut, Ok(_)) => 200,
        (Manner::Whole | Manner::Cut, Err(refusal)) => (known.status)(refusal),
    };
    let method = known.method;
    match outcome {
        Ok(done) => Ended {
            method,
            channel: done.channel.clone().or(known.channel),
            status,
            error: None,
            retry_after: None,
            ts: done.ts,
            text: done.text.clone(),
        },
        Err(refusal) => Ended {
            method,
            channel: refusal.channel.clone().or(known.channel),
            status,
            error: Some(refusal.code.clone().into_owned()),
            retry_after: refusal.retry_after_seconds(),
            ts: None,
            text: known.text,
        },
    }
}
