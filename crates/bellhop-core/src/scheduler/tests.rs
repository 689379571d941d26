//! What the scheduler promises, in worlds with a time of their own: single scenes here, and in
//! `simulation` thousands of random ones against a model of Slack's limits.

mod backlogs;
mod lookups;
mod outages;
mod places;
mod simulation;

use std::num::NonZeroU32;

use super::*;
use crate::simulation::world::World;
use crate::simulation::{FOREVER, PACE, at, channel, connection};

/// Offers a message that is prepared at once.
fn put(
    scheduler: &mut Scheduler,
    now: Moment,
    ticket: u64,
    connection_number: u64,
    channel_number: u64,
) {
    let category = Category::Transactional;
    let connection = connection(connection_number);
    scheduler.offer(
        now,
        Ticket(ticket),
        &connection,
        channel(channel_number),
        category,
        FOREVER,
    );
    scheduler.prepared(now, Ticket(ticket));
}

fn all(scheduler: &mut Scheduler, now: Moment) -> Vec<Release> {
    std::iter::from_fn(|| scheduler.next(now)).collect()
}

fn post(ticket: u64) -> Release {
    Release::Post(Ticket(ticket))
}

#[test]
fn one_message_a_second_goes_to_each_channel() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for ticket in 0..4 {
        put(&mut scheduler, at(0), ticket, 1, ticket % 2);
    }

    assert_eq!(all(&mut scheduler, at(0)), [post(0), post(1)]);
    scheduler.answered(at(30), Ticket(0), Answer::Done);
    assert_eq!(all(&mut scheduler, at(1_029)), []);
    assert_eq!(
        scheduler.wake_at(),
        Some(at(1_030)),
        "the pace counts from the answer"
    );
    assert_eq!(all(&mut scheduler, at(1_030)), [post(2)]);
    scheduler.answered(at(1_500), Ticket(1), Answer::Done);
    assert_eq!(all(&mut scheduler, at(2_499)), []);
    assert_eq!(all(&mut scheduler, at(2_500)), [post(3)]);
}

#[test]
fn a_burst_goes_at_once_and_is_earned_back() {
    let pace = PaceConfig {
        destination_burst: NonZeroU32::new(3).unwrap(),
        ..PACE
    };
    let mut scheduler = Scheduler::new(pace, at(0));
    for ticket in 0..5 {
        put(&mut scheduler, at(0), ticket, 1, 1);
    }

    let mut sent = Vec::new();
    for now in [at(0), at(1), at(2), at(3), at(1_000), at(1_999), at(2_000)] {
        for release in all(&mut scheduler, now) {
            sent.push((release, now));
            let Release::Post(ticket) = release else {
                panic!("{release:?}")
            };
            scheduler.answered(now, ticket, Answer::Done);
        }
    }

    let expected = [(0, 0), (1, 1), (2, 2), (3, 1_000), (4, 2_000)];
    assert_eq!(sent, expected.map(|(ticket, now)| (post(ticket), at(now))));
}

#[test]
fn an_unlimited_pace_still_keeps_the_order() {
    let pace = PaceConfig {
        destination_per_second: 0.0,
        ..PACE
    };
    let mut scheduler = Scheduler::new(pace, at(0));
    put(&mut scheduler, at(0), 1, 1, 1);
    put(&mut scheduler, at(0), 2, 1, 1);

    assert_eq!(all(&mut scheduler, at(0)), [post(1)]);
    scheduler.answered(at(0), Ticket(1), Answer::Done);
    assert_eq!(all(&mut scheduler, at(0)), [post(2)]);
}

#[test]
fn nothing_overtakes_a_message_that_is_not_prepared() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    let (one, two) = (connection(1), Ticket(2));
    scheduler.offer(
        at(0),
        Ticket(1),
        &one,
        channel(1),
        Category::System,
        FOREVER,
    );
    scheduler.offer(at(0), two, &one, channel(1), Category::System, FOREVER);
    scheduler.prepared(at(0), two);

    assert_eq!(all(&mut scheduler, at(0)), []);
    scheduler.withdraw(at(5), Ticket(1));
    assert_eq!(all(&mut scheduler, at(5)), [post(2)]);
}

#[test]
fn a_message_found_late_takes_its_place_by_number() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    put(&mut scheduler, at(0), 1, 1, 1);
    assert_eq!(all(&mut scheduler, at(0)), [post(1)]);
    put(&mut scheduler, at(1), 3, 1, 1);
    put(&mut scheduler, at(2), 2, 1, 1);
    scheduler.answered(at(10), Ticket(1), Answer::Done);

    assert_eq!(all(&mut scheduler, at(1_010)), [post(2)]);
}

#[test]
fn a_throttled_message_waits_in_place_and_only_its_lane_waits() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    put(&mut scheduler, at(0), 1, 1, 1);
    put(&mut scheduler, at(0), 2, 1, 1);
    put(&mut scheduler, at(0), 3, 1, 2);
    assert_eq!(all(&mut scheduler, at(0)), [post(1), post(3)]);

    let next = scheduler.answered(
        at(10),
        Ticket(1),
        Answer::Throttled(Duration::from_secs(30)),
    );
    assert_eq!(next, Next::Waits(at(30_010)));
    scheduler.answered(at(10), Ticket(3), Answer::Done);
    put(&mut scheduler, at(10), 4, 1, 2);

    assert_eq!(all(&mut scheduler, at(1_010)), [post(4)]);
    assert_eq!(all(&mut scheduler, at(30_009)), []);
    assert_eq!(all(&mut scheduler, at(30_010)), [post(1)]);
    scheduler.answered(at(30_020), Ticket(1), Answer::Done);
    assert_eq!(all(&mut scheduler, at(31_020)), [post(2)]);
    assert_eq!(
        scheduler.ceiling(&connection(1)),
        None,
        "the first message proves nothing"
    );
}

#[test]
fn a_retry_stays_at_the_head_until_its_deadline() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    let (one, category) = (connection(1), Category::Transactional);
    scheduler.offer(at(0), Ticket(1), &one, channel(1), category, at(5_000));
    scheduler.prepared(at(0), Ticket(1));
    put(&mut scheduler, at(0), 2, 1, 1);
    assert_eq!(all(&mut scheduler, at(0)), [post(1)]);

    let retry = Answer::Retry(Duration::from_secs(2));
    assert_eq!(
        scheduler.answered(at(10), Ticket(1), retry),
        Next::Waits(at(2_010))
    );
    assert_eq!(all(&mut scheduler, at(2_009)), []);
    assert_eq!(all(&mut scheduler, at(2_010)), [post(1)]);
    let longer = Answer::Retry(Duration::from_secs(4));
    assert_eq!(
        scheduler.answered(at(2_020), Ticket(1), longer),
        Next::Expired
    );

    assert_eq!(all(&mut scheduler, at(6_020)), [post(2)]);
    assert_eq!(scheduler.waiting(), 1);
}

#[test]
fn a_message_that_waited_past_its_deadline_is_not_sent() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    put(&mut scheduler, at(0), 1, 1, 1);
    let category = Category::Transactional;
    scheduler.offer(
        at(0),
        Ticket(2),
        &connection(1),
        channel(1),
        category,
        at(900),
    );
    scheduler.prepared(at(0), Ticket(2));
    put(&mut scheduler, at(0), 3, 1, 1);
    assert_eq!(all(&mut scheduler, at(0)), [post(1)]);
    scheduler.answered(at(0), Ticket(1), Answer::Done);

    assert_eq!(
        all(&mut scheduler, at(1_000)),
        [Release::Expired(Ticket(2)), post(3)]
    );
}

#[test]
fn a_fresh_worker_lets_one_interval_pass() {
    let mut scheduler = Scheduler::new(PACE, at(1_000));
    put(&mut scheduler, at(0), 1, 1, 1);

    assert_eq!(all(&mut scheduler, at(999)), []);
    assert_eq!(scheduler.wake_at(), Some(at(1_000)));
    assert_eq!(all(&mut scheduler, at(1_000)), [post(1)]);
}

#[test]
fn an_urgent_message_goes_first_and_the_others_are_not_starved() {
    let pace = PaceConfig {
        connection_per_minute: 61,
        ..PACE
    };
    let mut scheduler = Scheduler::new(pace, at(0));
    for ticket in 0..40 {
        let category = if ticket < 20 {
            Category::Promotional
        } else {
            Category::System
        };
        scheduler.offer(
            at(0),
            Ticket(ticket),
            &connection(1),
            channel(ticket),
            category,
            FOREVER,
        );
        scheduler.prepared(at(0), Ticket(ticket));
    }

    let mut sent = Vec::new();
    for second in 0..20 {
        for release in all(&mut scheduler, at(second * 1_100)) {
            let Release::Post(Ticket(ticket)) = release else {
                panic!("{release:?}")
            };
            sent.push(ticket);
            scheduler.answered(at(second * 1_100), Ticket(ticket), Answer::Done);
        }
    }

    assert_eq!(sent[..8], [20, 21, 22, 23, 24, 25, 26, 27]);
    assert_eq!(sent[8], 0, "a category is passed over eight times at most");
    assert_eq!(sent[9], 28);
}

#[test]
fn calls_keep_the_budget_of_their_method() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for call in 0..100 {
        scheduler.request(&connection(1), Method::LookupByEmail, CallId(call));
    }
    scheduler.request(&connection(1), Method::Open, CallId(1_000));

    let mut made = Vec::new();
    while let Some(now) = Some(scheduler.wake_at().unwrap_or_default()).filter(|_| made.len() < 101)
    {
        for release in all(&mut scheduler, now) {
            let Release::Call(call) = release else {
                panic!("{release:?}")
            };
            made.push((now, call));
            scheduler.call_answered(now, call, Answer::Done);
        }
    }

    let lookups: Vec<_> = made.iter().filter(|(_, call)| call.0 < 1_000).collect();
    assert!(lookups.is_sorted_by_key(|(_, call)| call));
    for (index, (now, _)) in lookups.iter().enumerate() {
        let within = lookups[index..]
            .iter()
            .filter(|(then, _)| *then - *now < Duration::from_secs(60));
        assert!(within.count() <= 50, "Slack's tier 3, in any minute");
    }
    assert_eq!(
        made.iter().find(|(_, call)| call.0 == 1_000).unwrap().0,
        at(0)
    );
    let last = made.last().unwrap().0;
    assert!(last < at(150_000), "100 calls at 50 a minute, not {last:?}");
}

#[test]
fn a_throttled_call_pauses_its_method_and_goes_first_afterwards() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for call in [1, 2] {
        scheduler.request(&connection(1), Method::LookupByEmail, CallId(call));
    }
    assert_eq!(scheduler.next(at(0)), Some(Release::Call(CallId(1))));
    scheduler.call_answered(at(0), CallId(1), Answer::Throttled(Duration::from_secs(7)));

    assert_eq!(all(&mut scheduler, at(6_999)), []);
    assert_eq!(scheduler.wake_at(), Some(at(7_000)));
    let calls = [Release::Call(CallId(1)), Release::Call(CallId(2))];
    assert_eq!(all(&mut scheduler, at(7_000)), calls);
}

#[test]
fn a_ceiling_is_learned_from_a_429_and_forgotten_after_quiet_minutes() {
    let mut world = World::new(PACE, 7);
    world.slack.connection_per_minute = Some(120);
    for ticket in 0..2_000 {
        world.offer(ticket, 1, ticket % 10);
    }

    world.run_until(at(60_000));
    assert!(world.slack.rejected > 0, "600 a minute were tried");
    let learned = world
        .scheduler
        .ceiling(&connection(1))
        .expect("a ceiling was learned");
    assert!(learned < 600, "{learned}");

    world.run_until(at(600_000));
    let before = world.slack.rejected;
    assert!(before < 250, "refusals stay rare: {before} in ten minutes");

    world.slack.connection_per_minute = None;
    world.run_until(at(2_400_000));
    assert_eq!(world.slack.delivered.len(), 2_000);
    assert_eq!(world.inversions(), 0);
}

#[test]
fn fifty_channels_take_hardly_longer_than_the_pace_demands() {
    let mut world = World::new(PACE, 1);
    for ticket in 0..50 * 40 {
        world.offer(ticket, 1, ticket % 50);
    }

    world.network = (1, 5);
    world.run_until(at(120_000));

    assert_eq!(world.slack.delivered.len(), 2_000);
    assert_eq!(world.slack.rejected, 0);
    let makespan = world.slack.delivered.last().unwrap().1.elapsed();
    assert!(
        makespan <= Duration::from_millis(39_780),
        "1.02 times 39 s, not {makespan:?}"
    );
}

#[test]
fn an_idle_scheduler_holds_nothing() {
    let mut world = World::new(PACE, 3);
    for ticket in 0..500 {
        world.offer(ticket, ticket % 3, ticket);
    }

    world.run_until(at(100_000));

    assert_eq!(world.slack.delivered.len(), 500);
    assert_eq!(world.scheduler.waiting(), 0);
    assert_eq!(world.scheduler.lanes(), 0);
    assert_eq!(world.scheduler.wake_at(), None);
}
