//! Timers, digests, throttles and cancellations.

use std::time::Duration;

use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::plan::Event;
use bellhop_core::timer::{Timer, Waiting};
use bellhop_core::timing::{Retain, Throttle, TriggerTiming};
use bellhop_core::trigger::{Recipient, Start, Trigger};
use bellhop_store::{Calling, MessageStatus, Store, ThrottleAsk};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::place::{NOW_MS, Place, message, person, trigger, workspace};
use crate::said::{accepted, planned, steps, view};

fn waiting(number: u64, people: &[&str]) -> Trigger {
    let recipient = |name: &&str| Recipient {
        distinct_id: Some(person(name)),
        ..Recipient::default()
    };
    Trigger {
        card: bellhop_core::card::CardAsk::default(),
        ephemeral: None,
        said: None,
        id: trigger(number).id,
        workspace: workspace(),
        accepted_at_ms: NOW_MS,
        start: Start::Workflow {
            slug: bellhop_core::id::Slug::parse("welcome").unwrap(),
        },
        recipients: people.iter().map(recipient).collect(),
        actor: None,
        tenant: None,
        timing: TriggerTiming::default(),
        data: serde_json::from_value(json!({"number": number, "zero": "\0"})).unwrap(),
    }
}

fn timer(number: u64, due_at_ms: u64) -> Timer {
    let waits = waiting(number, &["ada", "bob"]);
    Timer {
        id: waits.id.0,
        due_at_ms,
        workspace: workspace(),
        trigger: waits.id,
        waiting: Waiting::Trigger(Box::new(waits)),
    }
}

async fn take(store: &Store, now_ms: u64) -> Vec<Uuid> {
    let taken = store.take_timers(now_ms, now_ms + 10, 100).await.unwrap();
    taken.into_iter().map(|timer| timer.id).collect()
}

fn id(number: u64) -> Uuid {
    trigger(number).id.0
}

pub(crate) async fn a_timer_is_taken_when_it_is_due_and_again_until_it_is_removed(place: Place) {
    let store = place.open().await;
    let timers = vec![
        timer(2, NOW_MS + 2),
        timer(1, NOW_MS + 1),
        timer(3, NOW_MS + 50),
    ];
    store.put_timers(timers).await.unwrap();
    store.put_timers(vec![timer(1, NOW_MS + 99)]).await.unwrap();

    assert_eq!(store.next_timer_ms(0).await.unwrap(), Some(NOW_MS + 1));
    assert!(take(&store, NOW_MS).await.is_empty());
    assert_eq!(take(&store, NOW_MS + 2).await, [id(1), id(2)]);
    store.remove_timers(vec![id(1)]).await.unwrap();
    assert_eq!(take(&store, NOW_MS + 12).await, [id(2)]);

    let counts = store.timer_counts().await.unwrap();
    assert_eq!(counts, [("trigger".to_owned(), 2)]);
    assert_eq!(
        store.trigger_due_ms(TriggerId(id(3))).await.unwrap(),
        Some(NOW_MS + 50)
    );
}

pub(crate) async fn a_timer_comes_back_as_it_was_after_a_restart(place: Place) {
    let store = place.open().await;
    store.put_timers(vec![timer(1, NOW_MS)]).await.unwrap();
    store.close().await;
    let store = place.open().await;

    let taken = store.take_timers(NOW_MS, NOW_MS, 100).await.unwrap();

    let Waiting::Trigger(found) = &taken[0].waiting else {
        panic!("{taken:?}");
    };
    assert_eq!(**found, waiting(1, &["ada", "bob"]));
}

pub(crate) async fn an_earlier_timer_rings(place: Place) {
    let store = place.open().await;
    store.next_timer_ms(NOW_MS + 5).await.unwrap();

    store.put_timers(vec![timer(1, NOW_MS + 4)]).await.unwrap();

    store.earlier_timer().await;
}

fn event(number: u64, slot: u8, retain: Retain) -> Event {
    let source = waiting(number, &["ada"]);
    let of_digest = MessageId::derive(source.id, &["digest"]);
    Event {
        id: MessageId::derive(source.id, &["ada"]),
        trigger: source.id,
        workspace: workspace(),
        accepted_at_ms: NOW_MS,
        distinct_id: "ada".into(),
        template: bellhop_core::id::Slug::parse("welcome").unwrap(),
        category: bellhop_core::workflow::Category::Transactional,
        slot: [slot; 16],
        ends_at_ms: NOW_MS + 10,
        retain,
        digest: Trigger {
            id: TriggerId(of_digest.0),
            ..source
        },
    }
}

/// The digests that are due, closed: how many events, and the numbers of those that are shown.
async fn close_all(store: &Store) -> Vec<(u64, Vec<u64>)> {
    let mut closed = Vec::new();
    for id in take(store, NOW_MS + 10).await {
        let digest = store.close_digest(id).await.unwrap().unwrap();
        let numbers = digest.shown.iter().map(|text| {
            let data: serde_json::Value = serde_json::from_str(text).unwrap();
            data["number"].as_u64().unwrap()
        });
        closed.push((digest.count, numbers.collect()));
    }
    closed.sort();
    closed
}

pub(crate) async fn events_are_collected_once_each_and_the_retained_are_shown(place: Place) {
    let store = place.open().await;
    for number in [1, 2, 3, 2] {
        let events = vec![
            event(number, 1, Retain::Last(2)),
            event(number + 10, 2, Retain::First(2)),
        ];
        store.collect(events, NOW_MS).await.unwrap();
    }

    assert_eq!(
        close_all(&store).await,
        [(3, vec![2, 3]), (3, vec![11, 12])]
    );
}

pub(crate) async fn a_closed_digest_takes_no_more_and_its_events_are_not_collected_again(
    place: Place,
) {
    let store = place.open().await;
    store
        .collect(vec![event(1, 1, Retain::First(9))], NOW_MS)
        .await
        .unwrap();
    let first = take(&store, NOW_MS + 10).await[0];
    store.close_digest(first).await.unwrap();

    store
        .collect(vec![event(2, 1, Retain::First(9))], NOW_MS)
        .await
        .unwrap();
    assert_eq!(store.close_digest(first).await.unwrap().unwrap().count, 1);
    store.forget_digest(first).await.unwrap();
    store
        .collect(vec![event(1, 1, Retain::First(9))], NOW_MS)
        .await
        .unwrap();

    assert_eq!(close_all(&store).await, [(1, vec![2])]);
    assert!(store.close_digest(first).await.unwrap().is_none());
    let record = view(&store, event(1, 1, Retain::First(9)).id).await;
    assert_eq!(steps(&record), ["held"]);
}

pub(crate) async fn a_throttle_counts_exactly_and_answers_the_same_again(place: Place) {
    let store = place.open().await;
    let ask = |number: u64| ThrottleAsk {
        execution: MessageId::derive(trigger(number).id, &["ada"]),
        slot: [1; 16],
        throttle: Throttle {
            limit: 2,
            per: Duration::from_millis(100),
        },
    };
    let pass = async |number, now_ms| {
        let passed = store.throttle(vec![ask(number)], now_ms).await.unwrap();
        passed[&ask(number).execution]
    };

    let all: Vec<_> = (1..=4).map(ask).collect();
    let passed = store.throttle(all, NOW_MS).await.unwrap();
    assert_eq!(passed.values().filter(|passes| **passes).count(), 2);
    assert!(pass(1, NOW_MS + 1_000).await);
    assert!(!pass(4, NOW_MS + 1_000).await);
    assert!(!pass(5, NOW_MS + 99).await);
    assert!(pass(6, NOW_MS + 100).await);
}

fn calling(key: &str, recipients: &[&str]) -> Calling {
    Calling {
        workspace: workspace(),
        execution: None,
        cancellation_key: Some(key.into()),
        idempotency_key: None,
        workflow: Some("welcome".into()),
        recipients: recipients.iter().map(|it| (*it).to_owned()).collect(),
        limit: 10,
    }
}

pub(crate) async fn what_waits_of_a_run_is_called_off_and_the_rest_stays(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let run = trigger(1).id;
    store.note_run(run, &workspace(), Some("k")).await.unwrap();
    let [ada, bob] = ["ada", "bob"].map(|name| message(&trigger(1), name));
    planned(&store, &[ada.clone(), bob.clone()]).await;
    store.put_timers(vec![timer(1, NOW_MS)]).await.unwrap();

    assert_eq!(
        store.cancel(calling("j", &[]), NOW_MS).await.unwrap(),
        (vec![], 0)
    );
    let (runs, count) = store.cancel(calling("k", &["ada"]), NOW_MS).await.unwrap();

    assert_eq!((runs, count), (vec![run], 1));
    assert_eq!(view(&store, ada.id).await.status, MessageStatus::Cancelled);
    assert_eq!(view(&store, bob.id).await.status, MessageStatus::Queued);
    let taken = store.take_timers(NOW_MS, NOW_MS, 9).await.unwrap();
    let Waiting::Trigger(left) = &taken[0].waiting else {
        panic!("{taken:?}");
    };
    assert_eq!(left.recipients.len(), 1);
    let whom = store.cancelled(&[run]).await.unwrap();
    assert!(whom[&run].contains("ada") && !whom[&run].contains(""));

    let (runs, count) = store.cancel(calling("k", &[]), NOW_MS + 1).await.unwrap();
    assert_eq!((runs, count), (vec![run], 1));
    assert!(take(&store, NOW_MS + 99).await.is_empty());
}

pub(crate) async fn many_events_at_once_are_all_collected(place: Place) {
    let store = place.open().await;
    let all =
        (1..=40).map(|number| store.collect(vec![event(number, 1, Retain::First(1))], NOW_MS));
    for done in join_all(all).await {
        done.unwrap();
    }

    let closed = close_all(&store).await;
    assert_eq!((closed.len(), closed[0].0), (1, 40));
}

pub(crate) async fn a_large_batch_is_collected_throttled_and_put_away_whole(place: Place) {
    let store = place.open().await;
    let batch = |numbers: std::ops::RangeInclusive<u64>| {
        let events = numbers.map(|number| event(number, (number % 100) as u8, Retain::Last(2)));
        events.collect::<Vec<_>>()
    };
    // Half of the second batch is that of the first, and one of its events is in it twice.
    let second = [batch(201..=500), batch(500..=500)].concat();
    store.collect(batch(1..=400), NOW_MS).await.unwrap();
    store.collect(second, NOW_MS).await.unwrap();
    let runs = (1..=300).map(|number| (trigger(number).id, workspace()));
    store.note_runs(runs).await.unwrap();

    let ask = |number: u64| ThrottleAsk {
        execution: MessageId::derive(trigger(number).id, &["bob"]),
        slot: [(number % 100) as u8; 16],
        throttle: Throttle {
            limit: 7,
            per: Duration::from_millis(100),
        },
    };
    let asks: Vec<_> = (1..=1_000).chain(1..=10).map(ask).collect();
    let passed = store.throttle(asks.clone(), NOW_MS).await.unwrap();
    let again = store.throttle(asks, NOW_MS + 1).await.unwrap();

    assert_eq!(passed, again);
    assert_eq!(passed.values().filter(|passes| **passes).count(), 700);
    let closed = close_all(&store).await;
    assert_eq!(closed.len(), 100);
    assert_eq!(closed[0], (5, vec![301, 401]));
    assert_eq!(closed[99], (5, vec![400, 500]));
    let timers = (1_001..=1_300).map(|number| timer(number, NOW_MS + 50));
    store.put_timers(timers.collect()).await.unwrap();
    let taken = store.take_timers(NOW_MS + 50, NOW_MS + 99, 250).await;
    let taken = taken.unwrap().into_iter().map(|timer| timer.id);
    store.remove_timers(taken.collect()).await.unwrap();
    let left = store.timer_counts().await.unwrap();
    let left: u64 = left.iter().map(|(_, count)| count).sum();
    assert_eq!(left, 300 + 100 - 250);
}
