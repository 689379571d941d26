//! What was answered stays, what is secret stays secret, and what is broken breaks nothing else.

use bellhop_core::fault::Fault;
use bellhop_core::profile::{Edit, ProfileLimits};
use bellhop_store::{Accepted, ProfileEdit, Store, StoreError};

use crate::place::{NOW_MS, Place, key, message, person, trigger, workspace};

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 1000,
};

/// Writes a little of everything.
pub(crate) async fn fill(store: &Store) {
    assert_eq!(
        store.accept(trigger(1), None, NOW_MS).await.unwrap(),
        Accepted::New
    );
    let planned = [message(&trigger(1), "ada")];
    store
        .record_planned(trigger(1).id, &planned, &[], NOW_MS)
        .await
        .unwrap();
    let edit = ProfileEdit {
        distinct_id: person("ada"),
        edits: Vec::new(),
    };
    store
        .edit_profiles(&workspace(), vec![edit], LIMITS, NOW_MS)
        .await
        .unwrap();
}

pub(crate) async fn check(store: &Store) {
    let view = store
        .trigger(&workspace(), trigger(1).id.0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(view.counts.queued, 1);
    assert!(
        store
            .profile(&workspace(), &person("ada"))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(store.last_activity_ms().await.unwrap(), Some(NOW_MS));
}

pub(crate) async fn what_was_answered_survives_a_drop_without_close(place: Place) {
    let store = place.open().await;
    fill(&store).await;

    drop(store);

    check(&place.open().await).await;
}

pub(crate) async fn a_store_can_be_opened_and_used_in_a_task(place: Place) {
    let task = tokio::spawn(async move {
        let store = place.open().await;
        fill(&store).await;
        check(&store).await;
        store.close().await;
    });

    task.await.unwrap();
}

pub(crate) async fn a_closed_store_finishes_its_writes_and_refuses_new_ones(place: Place) {
    let store = place.open().await;

    let (accepted, ()) = tokio::join!(store.accept(trigger(1), None, NOW_MS), store.close());

    assert_eq!(accepted.unwrap(), Accepted::New);
    let error = store.accept(trigger(2), None, NOW_MS).await.unwrap_err();
    assert!(matches!(error, StoreError::Closed));
    assert_eq!(error.fault(), Fault::Retry);
    store.close().await;
    let store = place.open().await;
    assert!(
        store
            .trigger(&workspace(), trigger(1).id.0)
            .await
            .unwrap()
            .is_some()
    );
}

pub(crate) async fn another_key_is_refused_at_open(place: Place) {
    place.open().await.close().await;

    let error = place.open_with_key(key(2)).await.err().unwrap();

    assert!(matches!(error, StoreError::WrongKey { .. }));
    let text = error.to_string().replace(place.shown(), "PLACE");
    insta::assert_snapshot!(text, @"the secrets key is not the one that the store at PLACE was made with; give it the first key back, or start with an empty store");
    assert!(place.open_with_key(key(1)).await.is_ok());
}

pub(crate) async fn an_unreadable_row_fails_its_own_request_only(place: Place) {
    let store = place.open().await;
    fill(&store).await;
    place.by_hand("UPDATE profiles SET body = '{'").await;
    let edit = |name: &str| {
        let edits = vec![Edit::Unset(Vec::new())];
        vec![ProfileEdit {
            distinct_id: person(name),
            edits,
        }]
    };

    let workspace = workspace();
    let (bad, good, accepted) = tokio::join!(
        store.edit_profiles(&workspace, edit("ada"), LIMITS, NOW_MS),
        store.edit_profiles(&workspace, edit("bob"), LIMITS, NOW_MS),
        store.accept(trigger(2), None, NOW_MS),
    );

    let bad = bad.unwrap_err();
    insta::assert_snapshot!(bad, @"profile ada in the store cannot be read");
    assert_eq!(bad.fault(), Fault::GiveUp);
    assert_eq!(good.unwrap().len(), 1);
    assert_eq!(accepted.unwrap(), Accepted::New);
    assert!(store.profile(&workspace, &person("ada")).await.is_err());
    assert!(
        store
            .profile(&workspace, &person("bob"))
            .await
            .unwrap()
            .is_some()
    );
}
