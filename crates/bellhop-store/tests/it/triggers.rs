//! A key lets one trigger in, until it expires.

use bellhop_core::id::TriggerId;
use bellhop_store::{Accepted, IdempotencyKey, Store, StoreConfig, TriggerRecord};
use uuid::Uuid;

use crate::place::{NOW_MS, Place, other_workspace, trigger, workspace};

const HOUR_MS: u64 = 60 * 60 * 1000;

fn order() -> IdempotencyKey {
    IdempotencyKey::parse(" order-1 ").unwrap()
}

async fn accept(store: &Store, trigger: TriggerRecord, now_ms: u64) -> Accepted {
    store.accept(trigger, Some(order()), now_ms).await.unwrap()
}

fn repeated(number: u64, published: bool) -> Accepted {
    Accepted::Repeated {
        trigger: trigger(number).id,
        published,
    }
}

pub(crate) async fn of_64_equal_keys_at_once_one_is_new(place: Place) {
    for writes_per_commit_max in [1, 7, 64] {
        let config = StoreConfig {
            writes_per_commit_max,
            ..StoreConfig::default()
        };
        let store = place.open_with(config).await;
        let key = IdempotencyKey::parse(&format!("order-{writes_per_commit_max}")).unwrap();
        let mut accepting = tokio::task::JoinSet::new();
        for number in 0..64 {
            let (store, key) = (store.clone(), key.clone());
            let mut trigger = trigger(number);
            trigger.id = TriggerId(Uuid::now_v7());
            accepting.spawn(async move {
                (
                    trigger.id,
                    store.accept(trigger, Some(key), NOW_MS).await.unwrap(),
                )
            });
        }

        let accepted = accepting.join_all().await;

        let new: Vec<_> = accepted
            .iter()
            .filter(|(_, answer)| *answer == Accepted::New)
            .collect();
        assert_eq!(new.len(), 1);
        let others = accepted
            .iter()
            .filter(|(_, answer)| *answer != Accepted::New);
        let expected = Accepted::Repeated {
            trigger: new[0].0,
            published: false,
        };
        assert_eq!(others.filter(|(_, answer)| *answer == expected).count(), 63);
    }
}

pub(crate) async fn a_repeated_key_answers_with_the_first_trigger(place: Place) {
    let store = place.open().await;

    assert_eq!(accept(&store, trigger(1), NOW_MS).await, Accepted::New);
    assert_eq!(
        accept(&store, trigger(2), NOW_MS + 1).await,
        repeated(1, false)
    );
    store.mark_published(&workspace(), &order()).await.unwrap();
    assert_eq!(
        accept(&store, trigger(3), NOW_MS + 2).await,
        repeated(1, true)
    );

    drop(store);
    let store = place.open().await;
    assert_eq!(
        accept(&store, trigger(4), NOW_MS + 3).await,
        repeated(1, true)
    );
}

pub(crate) async fn a_key_is_free_again_when_it_has_expired(place: Place) {
    let store = place.open().await;
    assert_eq!(accept(&store, trigger(1), NOW_MS).await, Accepted::New);
    store.mark_published(&workspace(), &order()).await.unwrap();

    let last_ms = NOW_MS + 24 * HOUR_MS - 1;
    assert_eq!(accept(&store, trigger(2), last_ms).await, repeated(1, true));
    assert_eq!(accept(&store, trigger(3), last_ms + 1).await, Accepted::New);
    assert_eq!(
        accept(&store, trigger(4), last_ms + 2).await,
        repeated(3, false)
    );
}

pub(crate) async fn a_key_belongs_to_its_workspace(place: Place) {
    let store = place.open().await;
    let mut others = trigger(2);
    others.workspace = other_workspace();

    assert_eq!(accept(&store, trigger(1), NOW_MS).await, Accepted::New);
    assert_eq!(accept(&store, others, NOW_MS).await, Accepted::New);
    assert_eq!(accept(&store, trigger(3), NOW_MS).await, repeated(1, false));
}

pub(crate) async fn triggers_without_a_key_are_all_new(place: Place) {
    let store = place.open().await;

    for number in 0..3 {
        assert_eq!(
            store.accept(trigger(number), None, NOW_MS).await.unwrap(),
            Accepted::New
        );
    }

    for number in 0..3 {
        let view = store
            .trigger(&workspace(), trigger(number).id.0)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(view.start, "workflow welcome");
        assert_eq!(view.accepted_at_ms, NOW_MS);
        assert_eq!(view.counts, bellhop_store::StatusCounts::default());
    }
}

pub(crate) async fn a_repeat_is_not_recorded(place: Place) {
    let store = place.open().await;
    let _ = accept(&store, trigger(1), NOW_MS).await;
    let _ = accept(&store, trigger(2), NOW_MS).await;

    assert!(
        store
            .trigger(&workspace(), trigger(1).id.0)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        store
            .trigger(&workspace(), trigger(2).id.0)
            .await
            .unwrap()
            .is_none()
    );
}

pub(crate) async fn a_trigger_that_is_not_there_is_none(place: Place) {
    let store = place.open().await;

    assert!(
        store
            .trigger(&workspace(), trigger(1).id.0)
            .await
            .unwrap()
            .is_none()
    );
}
