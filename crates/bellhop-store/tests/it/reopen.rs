//! The record of messages that are sent again after they were given up.

use std::collections::HashSet;

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::MessageId;
use bellhop_store::{Attempt, End, MessageStatus, Step};

use crate::place::{NOW_MS, Place, message, trigger};
use crate::said::{accepted, change, delivered, entry, failed, planned, steps, view};

pub(crate) async fn a_message_that_was_given_up_waits_again(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    let end = change(id, vec![entry(1, Step::Failed)], failed());
    store.record(vec![end]).await.unwrap();

    let stay = store.reopen(vec![id], NOW_MS + 2).await.unwrap();

    assert_eq!(stay, HashSet::new());
    let view = view(&store, id).await;
    assert_eq!(view.status, MessageStatus::Queued);
    assert_eq!((view.reason, view.detail.as_deref()), (None, None));
    assert_eq!(steps(&view), ["planned", "failed", "redriven"]);
    assert_eq!(view.updated_at_ms, NOW_MS + 2);
    let state = store.message_state(id).await.unwrap().unwrap();
    assert_eq!(state.end, None);
    assert_eq!(store.last_activity_ms().await.unwrap(), Some(NOW_MS + 2));
}

pub(crate) async fn a_delivered_message_stays_as_it_is_and_is_named(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let [ada, bob] = ["ada", "bob"].map(|name| message(&trigger(1), name));
    planned(&store, &[ada.clone(), bob.clone()]).await;
    let end = change(ada.id, vec![entry(1, Step::Delivered)], delivered());
    store.record(vec![end]).await.unwrap();

    let stay = store.reopen(vec![bob.id, ada.id], NOW_MS + 2).await;

    assert_eq!(stay.unwrap(), HashSet::from([ada.id]));
    let view = view(&store, ada.id).await;
    assert_eq!(view.status, MessageStatus::Delivered);
    assert_eq!(view.receipt, delivered().unwrap().receipt);
    assert_eq!(steps(&view), ["planned", "delivered"]);
}

pub(crate) async fn only_an_ambiguous_message_may_be_in_slack_still(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let [ada, bob] = ["ada", "bob"].map(|name| message(&trigger(1), name));
    planned(&store, &[ada.clone(), bob.clone()]).await;
    let ambiguous = End {
        outcome: Outcome::Ambiguous,
        reason: Reason::AnswerLost,
        receipt: None,
        detail: None,
    };
    for (id, end) in [(ada.id, failed()), (bob.id, Some(ambiguous))] {
        let mut attempt = change(id, vec![entry(1, Step::Attempted)], end);
        attempt.attempt = Some(Attempt::Begun(NOW_MS + 1));
        store.record(vec![attempt]).await.unwrap();
    }

    // Twice: a crash in between reopens what is open.
    for _ in 0..2 {
        store
            .reopen(vec![ada.id, bob.id], NOW_MS + 2)
            .await
            .unwrap();
    }

    let since = async |id| {
        let state = store.message_state(id).await.unwrap().unwrap();
        (state.end, state.attempted_at_ms)
    };
    assert_eq!(since(ada.id).await, (None, None));
    assert_eq!(since(bob.id).await, (None, Some(NOW_MS + 1)));
}

pub(crate) async fn many_are_reopened_at_once_and_those_not_on_record_passed_over(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let all: Vec<_> = (0..150)
        .map(|number| message(&trigger(1), &format!("user-{number}")))
        .collect();
    planned(&store, &all).await;
    let end = |id: MessageId| change(id, vec![entry(1, Step::Failed)], failed());
    let ends = all.iter().map(|message| end(message.id)).collect();
    store.record(ends).await.unwrap();
    let unknown = message(&trigger(1), "nobody").id;

    let ids = all.iter().map(|message| message.id).chain([unknown]);
    let stay = store.reopen(ids.collect(), NOW_MS + 2).await.unwrap();

    assert_eq!(stay, HashSet::new());
    for message in &all {
        assert_eq!(view(&store, message.id).await.status, MessageStatus::Queued);
    }
    assert_eq!(store.message_state(unknown).await.unwrap(), None);
}

pub(crate) async fn a_reopened_message_ends_again(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let id = message(&trigger(1), "ada").id;
    planned(&store, &[message(&trigger(1), "ada")]).await;
    let end = change(id, vec![entry(1, Step::Failed)], failed());
    store.record(vec![end]).await.unwrap();
    store.reopen(vec![id], NOW_MS + 2).await.unwrap();

    let end = change(id, vec![entry(3, Step::Delivered)], delivered());
    store.record(vec![end]).await.unwrap();

    let view = view(&store, id).await;
    assert_eq!(view.status, MessageStatus::Delivered);
    assert_eq!(steps(&view), ["planned", "failed", "redriven", "delivered"]);
}
