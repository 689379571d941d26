//! The order in which a Web API call is judged: method, token, fault, body, tier, and
//! then the method itself. The body is parsed before the lock is taken.

use std::sync::Arc;
use std::time::Instant;

use crate::answer::Done;
use crate::args::{Args, Source};
use crate::auth::{Grant, presented};
use crate::content::Content;
use crate::delivery::{HTML, JSON, Reply, Verdict};
use crate::judge::{Judged, Known, judge};
use crate::methods::{self, API_TEST, Method, Request};
use crate::refusal::Refusal;
use crate::sim::Shared;
use crate::state::World;

/// The name under which calls to methods that Slack does not have are counted.
const UNKNOWN: &str = "unknown";

/// Judges a call to `/api/{name}` and carries it out.
pub(crate) fn call(
    shared: &Shared,
    name: &str,
    authorization: Option<&str>,
    source: Source<'_>,
) -> Verdict {
    let Some(method) = methods::find(name) else {
        let known = Known {
            method: UNKNOWN,
            channel: None,
            text: None,
            ids: &[],
            status,
        };
        let refused = |_: &mut World| Err(Refusal::code("unknown_method"));
        let judged = judge(&mut shared.world(), known, refused);
        return verdict(judged, None, None, "");
    };
    let mut args = Args::read(method.reads, source);
    let content = match &mut args {
        Ok(args) if method.has_content => Content::read(args),
        Ok(_) | Err(_) => Ok(Content::default()),
    };
    let read = args.as_ref().ok();
    let text = match &content {
        Ok(content) => content.text.clone(),
        Err(_) => read
            .and_then(|args| args.text("text").ok().flatten())
            .map(Arc::from),
    };
    let warning = read.and_then(|args| args.warning);
    let token = presented(authorization, read.and_then(Args::form_token));
    let channel: Option<Arc<str>> = read.and_then(Args::channel).map(Arc::from);

    let mut world = shared.world();
    let team = Arc::clone(&world.team.id);
    let caller = match method.name {
        API_TEST => Ok(Arc::new(Grant::nobody())),
        _ => world.authenticate(token),
    };
    let grant = caller.as_ref().ok().cloned();
    let named = channel.as_deref().unwrap_or_default();
    let behind = grant
        .as_ref()
        .and_then(|grant| world.im(&grant.bot_user, named));
    let ids = [named, behind.as_deref().unwrap_or_default()];
    let known = Known {
        method: method.name,
        channel: channel.clone(),
        text,
        ids: &ids,
        status,
    };
    let judged = judge(&mut world, known, |world| {
        carry_out(world, method, &caller?, &args?, content)
    });
    drop(world);
    verdict(judged, grant, warning, &team)
}

fn carry_out(
    world: &mut World,
    method: &'static Method,
    grant: &Arc<Grant>,
    args: &Args,
    content: Result<Content, Refusal>,
) -> Result<Done, Refusal> {
    // Read under the lock, so that calls are judged in the order of their instants.
    let now = Instant::now();
    world
        .spend_call(&grant.bot_user, method.name, method.per_minute, now)
        .map_err(Refusal::rate_limited)?;
    (method.run)(&mut Request {
        world,
        grant,
        args,
        content,
        now,
    })
}

/// The Web API answers 200 whatever happens, but for rate limits and broken front ends.
fn status(refusal: &Refusal) -> u16 {
    refusal.status().unwrap_or(200)
}

fn verdict(
    judged: Judged,
    grant: Option<Arc<Grant>>,
    warning: Option<&'static str>,
    team: &str,
) -> Verdict {
    let reply = match judged.outcome {
        Ok(mut done) => {
            done.warnings.extend(warning);
            Reply {
                status: 200,
                content_type: JSON,
                body: done.into_json(team),
                retry_after: None,
                grant,
            }
        }
        Err(refusal) => {
            let page = refusal.html();
            Reply {
                status: status(&refusal),
                content_type: if page.is_some() { HTML } else { JSON },
                body: page.unwrap_or_else(|| refusal.to_json(warning)),
                retry_after: refusal.retry_after().map(str::to_owned),
                grant,
            }
        }
    };
    Verdict {
        reply,
        manner: judged.manner,
        latency: judged.latency,
    }
}
