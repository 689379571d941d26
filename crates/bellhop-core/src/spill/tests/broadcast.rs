//! With the scheduler: what a broadcast does to an urgent message.

use super::*;
use crate::message::Conversation;
use crate::scheduler::{Answer, PaceConfig, Release, Scheduler, Ticket};

/// A broadcast to as many people as there are messages, or to one channel, with a ceiling on the
/// connection: an urgent message, to one of them or to somebody else, waits for two slots at the most.
#[test]
fn an_urgent_message_waits_two_slots_behind_a_broadcast() {
    const BROADCAST: u64 = 50_000;
    let pace = PaceConfig {
        destination_per_second: 1.0,
        destination_burst: std::num::NonZeroU32::MIN,
        connection_per_minute: 60,
    };
    let bounds = Bounds {
        window: 5_000,
        lane_max: 100,
        connection_max: 1_000,
        open_road: false,
    };
    let far = at(1_000_000_000);
    for people in [1, 50, BROADCAST] {
        for urgent_lane in [BROADCAST - 1, BROADCAST + 1] {
            let mut desk = Desk::new(bounds);
            let mut scheduler = Scheduler::new(pace, at(0));
            let lane_of = |place: u64| {
                if place <= BROADCAST {
                    place % people
                } else {
                    urgent_lane
                }
            };
            let offer = |scheduler: &mut Scheduler, now, place: u64| {
                let to = Conversation::User(format!("U{}", lane_of(place)));
                let category = if place > BROADCAST {
                    Category::System
                } else {
                    Category::Promotional
                };
                scheduler.offer(now, Ticket(place), &connection(1), to, category, far);
                scheduler.prepared(now, Ticket(place));
            };
            for place in 1..=BROADCAST {
                if desk.receive(place, 1, lane_of(place), Category::Promotional) {
                    offer(&mut scheduler, desk.now, place);
                }
            }
            assert!(desk.held.len() <= 2_000, "{}", desk.held.len());
            let mut sent = Vec::new();
            let mut arrived = None;
            while sent.last() != Some(&(BROADCAST + 1)) {
                assert!(sent.len() < 100, "it waits, {people} people");
                if sent.len() == 20 && arrived.is_none() {
                    arrived = Some(sent.len());
                    let place = BROADCAST + 1;
                    if desk.receive(place, 1, urgent_lane, Category::System) {
                        offer(&mut scheduler, desk.now, place);
                    }
                }
                for place in desk.take_back() {
                    offer(&mut scheduler, desk.now, place);
                }
                while let Some(Release::Post(Ticket(place))) = scheduler.next(desk.now) {
                    scheduler.answered(desk.now, Ticket(place), Answer::Done);
                    desk.end(place);
                    sent.push(place);
                }
                if let Some(at) = scheduler.wake_at() {
                    desk.now = desk.now.max(at);
                }
            }
            // Those in front of it in its own lane have to go first.
            let slots = sent.len() - arrived.unwrap();
            let own = sent[arrived.unwrap()..].iter();
            let own = own.filter(|place| **place <= BROADCAST && lane_of(**place) == urgent_lane);
            assert!(
                slots <= 2 + own.count(),
                "{slots} slots, {people} people: {sent:?}"
            );
        }
    }
}
