//! E-mails that nobody has asked for yet: how long Slack's budgets make them wait, one by one and page
//! by page.

use std::time::Duration;

use super::{PACE, at, connection};
use crate::scheduler::{Answer, CallId, Crowd, Method, Moment, Release, Scheduler, Way};

const ROUND_TRIP: Duration = Duration::from_millis(300);

/// Lets time pass until the scheduler lets a call go.
///
/// # Panics
/// When no call waits.
pub fn next_call(scheduler: &mut Scheduler, now: &mut Moment) -> CallId {
    loop {
        match scheduler.next(*now) {
            Some(Release::Call(call)) => return call,
            Some(Release::Post(_) | Release::Expired(_)) => {}
            None => *now = scheduler.wake_at().expect("a call waits"),
        }
    }
}

/// Asks for each of so many people; gives the time.
#[must_use]
pub fn one_by_one(people: usize) -> Duration {
    let mut scheduler = Scheduler::new(PACE, at(0));
    let mut now = at(0);
    for call in 0..people {
        scheduler.request(&connection(1), Method::LookupByEmail, CallId(call as u64));
    }
    for _ in 0..people {
        let call = next_call(&mut scheduler, &mut now);
        scheduler.call_answered(now, call, Answer::Done);
    }
    now - at(0)
}

/// Reads the list of so many people to its end in the way that the rule chooses, while all wait; gives
/// the calls and the time.
///
/// # Panics
/// When the rule would rather ask for each.
#[must_use]
pub fn sweep(people: usize, page: usize) -> (usize, Duration) {
    let mut scheduler = Scheduler::new(PACE, at(0));
    let (mut now, mut calls) = (at(0), 0);
    let mut crowd = Crowd {
        waiting: people,
        seen: 0,
        people: None,
        page,
    };
    while crowd.seen < people {
        assert_eq!(crowd.way(), Way::Sweep, "{crowd:?}");
        calls += 1;
        scheduler.request(&connection(1), Method::UsersList, CallId(calls as u64));
        let call = next_call(&mut scheduler, &mut now);
        now = now + ROUND_TRIP;
        scheduler.call_answered(now, call, Answer::Done);
        crowd.seen += page;
        crowd.waiting = crowd.waiting.saturating_sub(page);
    }
    (calls, now - at(0))
}
