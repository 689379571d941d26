//! Forecasts, held against what then happens.

use std::collections::BTreeSet;

use super::*;

const ROAD: Duration = Duration::from_millis(40);

/// Sends all that waits, each call answered after [`ROAD`]; gives when each ticket had gone.
fn drain(scheduler: &mut Scheduler) -> HashMap<Ticket, Moment> {
    let (mut now, mut gone) = (at(0), HashMap::new());
    let mut answers = BTreeSet::new();
    while scheduler.waiting() > 0 {
        for release in all(scheduler, now) {
            let Release::Post(ticket) = release else {
                panic!("{release:?}")
            };
            answers.insert((now + ROAD, ticket));
        }
        let answer = answers.first().copied();
        let events = [answer.map(|(at, _)| at), scheduler.wake_at()];
        now = events.into_iter().flatten().min().expect("something waits");
        if let Some((_, ticket)) = answer.filter(|(at, _)| *at <= now) {
            answers.pop_first();
            scheduler.answered(now, ticket, Answer::Done);
            gone.insert(ticket, now);
        }
    }
    gone
}

fn backlog(scheduler: &Scheduler, channel_number: u64) -> Backlog {
    let mut backlogs = scheduler.backlogs(at(0));
    backlogs
        .find(|backlog| backlog.conversation == channel(channel_number))
        .expect("something waits there")
}

/// A scheduler that knows how long Slack takes.
fn experienced(pace: PaceConfig) -> Scheduler {
    let mut scheduler = Scheduler::new(pace, at(0));
    scheduler.on_road = ROAD;
    scheduler
}

fn assert_near(forecast: Duration, happened: Duration, tolerance: Duration) {
    assert!(
        forecast.abs_diff(happened) <= tolerance,
        "forecast {forecast:?}, happened {happened:?}"
    );
}

#[test]
fn each_message_of_a_lane_goes_when_it_was_forecast() {
    let mut scheduler = experienced(PACE);
    for ticket in 0..200 {
        put(&mut scheduler, at(0), ticket, 1, 1);
    }
    let backlog = backlog(&scheduler, 1);
    assert_eq!((backlog.waiting, backlog.first), (200, Ticket(0)));

    let gone = drain(&mut scheduler);

    for ahead in [0, 1, 17, 199] {
        let happened = gone[&Ticket(ahead)].elapsed();
        let forecast = Company::default().gone_in(backlog.next_in, backlog.each, ahead);
        assert_near(forecast, happened, Duration::from_millis(1));
    }
}

#[test]
fn under_a_ceiling_the_turns_of_the_other_lanes_are_counted() {
    let mut scheduler = experienced(PaceConfig {
        connection_per_minute: 120,
        ..PACE
    });
    for ticket in 0..400 {
        put(&mut scheduler, at(0), ticket, 1, ticket % 8);
    }
    let backlog = backlog(&scheduler, 7);
    let company = Company {
        per_minute: scheduler.ceiling(&connection(1)),
        others_waiting: 350,
        other_lanes: 7,
    };

    let gone = drain(&mut scheduler);

    for ahead in [10, 49] {
        let happened = gone[&Ticket(ahead * 8 + 7)].elapsed();
        let forecast = company.gone_in(backlog.next_in, backlog.each, ahead);
        assert_near(forecast, happened, happened / 20);
    }
}

#[test]
fn a_pause_is_part_of_the_forecast() {
    let mut scheduler = experienced(PACE);
    put(&mut scheduler, at(0), 1, 1, 1);
    put(&mut scheduler, at(0), 2, 1, 1);
    assert_eq!(all(&mut scheduler, at(0)), [post(1)]);
    scheduler.answered(at(0), Ticket(1), Answer::Throttled(Duration::from_secs(30)));
    assert_eq!(all(&mut scheduler, at(0)), []);

    let backlog = backlog(&scheduler, 1);
    let drained_in = Company::default().gone_in(backlog.next_in, backlog.each, 1);

    assert_near(
        drained_in,
        Duration::from_secs(31),
        Duration::from_millis(100),
    );
}
