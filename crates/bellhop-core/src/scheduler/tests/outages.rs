//! Outages: random worlds in which Slack can't be reached for minutes, and single scenes of who may
//! find out that it can.

use super::*;
use crate::simulation::outages::half_an_hour;
use crate::simulation::random::{Wrongs, live, with_outages};

const WORLDS: u64 = 3_000;
const TRIAL_MAX: Duration = Duration::from_secs(30);
/// Lanes of one connection at the most, in a random world.
const LANES: usize = 5;

#[test]
fn an_outage_loses_nothing_doubles_nothing_and_keeps_the_order() {
    for seed in 0..WORLDS {
        let (mut world, messages) = with_outages(seed);

        let wrongs = live(&mut world, messages);

        assert_eq!(wrongs, Wrongs::default(), "seed {seed}");
        assert_eq!(world.scheduler.connections_away(), 0, "away, seed {seed}");
    }
}

#[test]
fn an_outage_is_knocked_at_seldom_and_its_end_is_found_within_one_trial_wait() {
    for seed in 0..WORLDS {
        let (mut world, _) = with_outages(seed);
        world.fails_one_in = 0;

        world.run_until(at(1_000_000_000));

        for (number, outage) in world.outages.iter().enumerate() {
            let lasted = outage.until - outage.from;
            // What was on the road, what it takes to be sure, and the waits of 1, 2, 4, 8 and 16 s.
            let once = 2 * LANES + usize::try_from(outage::FAILURES).unwrap() + 6;
            let trials = usize::try_from(lasted.as_secs() / TRIAL_MAX.as_secs()).unwrap();
            for (connection, knocks) in &outage.knocks {
                assert!(
                    *knocks <= once + trials,
                    "{knocks} knocks in {lasted:?}, seed {seed}"
                );
                let first = world.first_delivery(*connection, outage.until).unwrap();
                let again = world.outages.get(number + 1).map(|next| next.from);
                // The trial, the lane's own pace, and the way there.
                let latest = outage.until + TRIAL_MAX + Duration::from_secs(5);
                assert!(
                    first <= latest || again.is_some_and(|again| again <= latest),
                    "{:?} after the end, seed {seed}",
                    first - outage.until
                );
            }
        }
    }
}

#[test]
fn after_half_an_hour_a_thousand_lanes_come_back_at_the_pace_of_their_connection() {
    let mut world = half_an_hour(3_000);

    world.run_until(at(10_000_000));

    assert_eq!(world.slack.rejected, 0);
    assert_eq!(world.slack.delivered.len(), 3_000);
    let knocks = world.outages[0].knocks[&1];
    assert!(knocks < 700, "{knocks} knocks");
}

fn fail(scheduler: &mut Scheduler, now: Moment, ticket: u64) {
    scheduler.unreached(now, &connection(1));
    let retry = Answer::Retry(Duration::from_secs(300));
    scheduler.answered(now, Ticket(ticket), retry);
}

/// Ten lanes of one connection, the first five of which have just failed.
fn away() -> Scheduler {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for ticket in 0..5 {
        put(&mut scheduler, at(0), ticket, 1, ticket);
    }
    assert_eq!(all(&mut scheduler, at(0)).len(), 5);
    for ticket in 0..5 {
        fail(&mut scheduler, at(10), ticket);
    }
    for ticket in 5..10 {
        put(&mut scheduler, at(20), ticket, 1, ticket);
    }
    scheduler
}

#[test]
fn one_call_at_a_time_finds_out_and_its_waits_double() {
    let mut scheduler = away();
    let mut sent = Vec::new();

    for second in 0..130 {
        let now = at(second * 1_000 + 500);
        for release in all(&mut scheduler, now) {
            let Release::Post(ticket) = release else {
                panic!("{release:?}")
            };
            sent.push(second);
            fail(&mut scheduler, now, ticket.0);
        }
    }

    assert_eq!(sent, [1, 3, 7, 15, 31, 61, 91, 121]);
}

#[test]
fn the_first_answer_lets_everything_go_on_at_once() {
    let mut scheduler = away();
    let trial = all(&mut scheduler, at(1_010));
    assert_eq!(trial.len(), 1);
    let Release::Post(ticket) = trial[0] else {
        panic!("{trial:?}")
    };
    assert_eq!(scheduler.connections_away(), 1);

    scheduler.reached(&connection(1));
    scheduler.answered(at(1_100), ticket, Answer::Done);

    assert_eq!(scheduler.connections_away(), 0);
    // All but the four that had failed before that was known: they keep the waits that they were
    // given, which are no longer than a trial's.
    assert_eq!(all(&mut scheduler, at(1_100)).len(), 5);
    assert_eq!(all(&mut scheduler, at(30_010)).len(), 4);
}

#[test]
fn another_connection_does_not_notice() {
    let mut scheduler = away();
    put(&mut scheduler, at(20), 100, 2, 1);

    assert_eq!(all(&mut scheduler, at(20)), [post(100)]);
}

#[test]
fn calls_hold_still_too_and_take_turns_with_posts() {
    let mut scheduler = away();
    for call in 0..3 {
        scheduler.request(&connection(1), Method::LookupByEmail, CallId(call));
    }
    assert_eq!(all(&mut scheduler, at(500)), []);

    let call = all(&mut scheduler, at(1_010));
    assert_eq!(call, [Release::Call(CallId(0))]);
    scheduler.unreached(at(1_010), &connection(1));
    scheduler.call_answered(at(1_010), CallId(0), Answer::Retry(Duration::ZERO));
    let turn = all(&mut scheduler, at(3_010));

    assert!(matches!(turn[..], [Release::Post(_)]), "{turn:?}");
}

#[test]
fn a_message_that_needs_a_call_first_leaves_the_trial_to_it() {
    let mut scheduler = away();
    let trial = all(&mut scheduler, at(1_010));
    let Release::Post(ticket) = trial[0] else {
        panic!("{trial:?}")
    };

    scheduler.needs_call(ticket);
    scheduler.request(&connection(1), Method::History, CallId(1));

    assert_eq!(all(&mut scheduler, at(1_010)), [Release::Call(CallId(1))]);
    scheduler.reached(&connection(1));
    scheduler.call_answered(at(1_020), CallId(1), Answer::Done);
    assert_eq!(scheduler.connections_away(), 0);
}

#[test]
fn what_expires_in_an_outage_is_let_go_while_it_lasts() {
    let mut scheduler = away();
    let category = Category::Transactional;
    scheduler.offer(
        at(20),
        Ticket(50),
        &connection(1),
        channel(50),
        category,
        at(2_000),
    );
    scheduler.prepared(at(20), Ticket(50));
    let trial = all(&mut scheduler, at(1_010));
    let Release::Post(ticket) = trial[0] else {
        panic!("{trial:?}")
    };
    fail(&mut scheduler, at(1_010), ticket.0);

    let released = all(&mut scheduler, at(3_010));

    assert_eq!(released[0], Release::Expired(Ticket(50)));
    assert_eq!(released.len(), 2, "and one trial");
}

#[test]
fn what_was_no_call_at_all_does_not_spend_the_trial() {
    let mut scheduler = away();
    let trial = all(&mut scheduler, at(1_010));
    let Release::Post(ticket) = trial[0] else {
        panic!("{trial:?}")
    };

    scheduler.answered(at(1_010), ticket, Answer::Done);

    assert_eq!(all(&mut scheduler, at(1_010)).len(), 1);
    assert_eq!(scheduler.connections_away(), 1);
}
