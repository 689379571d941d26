//! What several processes may rely on that share one PostgreSQL: here, two stores.

use std::collections::HashMap;
use std::time::Duration;

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Reason;
use bellhop_core::id::TriggerId;
use bellhop_core::message::Message;
use bellhop_core::profile::{Edit, ProfileLimits};
use bellhop_store::{
    Accepted, ConnectionState, IdempotencyKey, NewConnection, ProfileEdit, Step, Store,
    StoreConfig, StoreError,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use crate::place::{NOW_MS, Place, key, message, person, trigger, workspace};
use crate::said::{accepted, change, delivered, entry, keep_secrets, planned, view};

/// The longest wait for what has to happen.
const SOON: Duration = Duration::from_secs(60);

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 2000,
};

/// Two stores that hardly batch, so that they meet more often.
async fn two(place: &Place) -> [Store; 2] {
    let config = StoreConfig {
        writes_per_commit_max: 3,
        ..StoreConfig::default()
    };
    [
        place.open_with(config.clone()).await,
        place.open_with(config).await,
    ]
}

/// Asks half of so many accepts of one key of each store, at once.
async fn accept_at_once(stores: &[Store; 2], now_ms: u64) -> Vec<(TriggerId, Accepted)> {
    let mut accepting = JoinSet::new();
    for number in 0..64 {
        let store = stores[number % 2].clone();
        let mut trigger = trigger(1);
        trigger.id = TriggerId(Uuid::now_v7());
        let key = IdempotencyKey::parse("order-1").unwrap();
        accepting.spawn(async move {
            let id = trigger.id;
            (id, store.accept(trigger, Some(key), now_ms).await.unwrap())
        });
    }
    accepting.join_all().await
}

fn the_only_new(answers: &[(TriggerId, Accepted)]) -> TriggerId {
    let new = answers.iter().filter(|(_, it)| *it == Accepted::New);
    let new: Vec<_> = new.map(|(id, _)| *id).collect();
    let [only] = new[..] else {
        panic!("not one is new: {new:?}");
    };
    let repeated = Accepted::Repeated {
        trigger: only,
        published: false,
    };
    let others = answers.iter().filter(|(id, _)| *id != only);
    assert!(others.into_iter().all(|(_, answer)| *answer == repeated));
    only
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_equal_keys_at_once_one_is_new_and_so_it_is_each_time_that_it_has_expired() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let place = Place::postgres().await;
    let stores = two(&place).await;

    for day in 0..20 {
        let answers = accept_at_once(&stores, NOW_MS + day * DAY_MS).await;

        let only = the_only_new(&answers);
        let view = stores[0].trigger(&workspace(), only.0).await.unwrap();
        assert!(view.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_the_same_profiles_in_any_order_never_lose_one_another() {
    let place = Place::postgres().await;
    let stores = two(&place).await;
    let mut editing = JoinSet::new();
    for number in 0..200 {
        let store = stores[number % 2].clone();
        let increment = || Edit::Increment(json!({"visits": 1}).as_object().unwrap().clone());
        let mut names = ["ada", "bob", "eve"];
        names.rotate_left(number % 3);
        let edits = names.map(|name| ProfileEdit {
            distinct_id: person(name),
            edits: vec![increment()],
        });
        editing.spawn(async move {
            let workspace = workspace();
            let edited = store.edit_profiles(&workspace, edits.into(), LIMITS, NOW_MS);
            edited.await.unwrap();
        });
    }

    editing.join_all().await;

    for name in ["ada", "bob", "eve"] {
        let record = stores[0]
            .profile(&workspace(), &person(name))
            .await
            .unwrap();
        let properties = Value::from(record.unwrap().profile.properties);
        assert_eq!(properties, json!({"visits": 200}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_same_messages_in_any_order_are_all_kept() {
    let place = Place::postgres().await;
    let stores = two(&place).await;
    accepted(&stores[0]).await;
    let messages: Vec<_> = (0..100)
        .map(|n| message(&trigger(1), &n.to_string()))
        .collect();
    planned(&stores[0], &messages).await;
    let mut changing = JoinSet::new();
    for number in 0..200 {
        let store = stores[number % 2].clone();
        let changes = messages
            .iter()
            .map(|message| change(message.id, vec![entry(1, Step::Waiting)], None));
        let mut changes: Vec<_> = changes.collect();
        changes.rotate_left(number * 37 % 100);
        changing.spawn(async move { store.record(changes).await.unwrap() });
    }

    changing.join_all().await;

    for message in messages {
        assert_eq!(view(&stores[1], message.id).await.timeline.len(), 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_two_plan_at_once_is_recorded_once_and_in_order() {
    let place = Place::postgres().await;
    let stores = two(&place).await;
    accepted(&stores[0]).await;
    let names: Vec<_> = (0..300).map(|number| format!("person-{number}")).collect();
    let messages: Vec<Message> = names.iter().map(|it| message(&trigger(1), it)).collect();

    let (first, second) = tokio::join!(
        planned(&stores[0], &messages),
        planned(&stores[1], &messages)
    );

    assert_eq!(first.len() + second.len(), 300);
    let page = bellhop_store::MessagePage {
        limit: 1000,
        after: None,
    };
    let workspace = workspace();
    let view = stores[0].trigger_page(&workspace, trigger(1).id.0, page);
    let messages = view.await.unwrap().unwrap().messages;
    let order: Vec<_> = messages.into_iter().map(|it| it.distinct_id).collect();
    assert_eq!(order, names);
}

#[tokio::test]
async fn what_one_recorded_another_finds() {
    let place = Place::postgres().await;
    let (one, other) = (place.open().await, place.open().await);
    accepted(&one).await;
    let messages = [message(&trigger(1), "ada")];
    planned(&one, &messages).await;
    let ended = change(messages[0].id, vec![entry(7, Step::Delivered)], delivered());
    one.record(vec![ended]).await.unwrap();

    let before = planned(&other, &messages).await;

    let outcome = delivered().map(|end| end.outcome);
    assert_eq!(before, HashMap::from([(messages[0].id, outcome)]));
    assert_eq!(other.last_activity_ms().await.unwrap(), Some(NOW_MS + 7));
}

#[tokio::test]
async fn a_connection_is_as_another_process_left_it_once_memory_is_no_longer_believed() {
    let place = Place::postgres().await;
    for connections_ttl_seconds in [0, 1] {
        let config = StoreConfig {
            connections_ttl_seconds,
            ..StoreConfig::default()
        };
        let one = place.open_with(config.clone()).await;
        let other = place.open_with(config).await;
        let (kind, secret) = (
            CredentialKind::Token,
            format!("xoxb-{connections_ttl_seconds}"),
        );
        let secret = secrecy::SecretString::from(secret);
        let new = NewConnection {
            id: one.connection_id(kind, &secret),
            kind,
            secret,
            workspace: workspace(),
        };
        let becomes = async |store: &Store, active: bool| {
            let wanted = |state: ConnectionState| (state == ConnectionState::Active) == active;
            let change = async {
                while !wanted(store.connection(&new.id).await.unwrap().unwrap().state) {
                    tokio::task::yield_now().await;
                }
            };
            timeout(SOON, change).await.unwrap();
        };
        one.put_connections(vec![new.clone()]).await.unwrap();
        becomes(&one, true).await;
        becomes(&other, true).await;

        let disabled = one.disable_connection(&new.id, Reason::Credential, "revoked", NOW_MS);
        disabled.await.unwrap();
        becomes(&other, false).await;
        other.put_connections(vec![new.clone()]).await.unwrap();
        becomes(&one, true).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_that_open_an_empty_database_at_once_agree_on_its_tables_and_its_key() {
    let place = Place::postgres().await;
    let mut opening = JoinSet::new();
    for number in 0..4 {
        let url = place.url().to_owned();
        opening.spawn(async move { Store::open(&url, key(1 + number % 2)).await });
    }

    let opened = opening.join_all().await;

    let refused = opened.iter().filter_map(|opened| opened.as_ref().err());
    let refused: Vec<_> = refused.collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(
        refused
            .iter()
            .all(|error| matches!(error, StoreError::WrongKey { .. }))
    );
    for store in opened.into_iter().flatten() {
        assert!(store.workspaces().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn no_table_holds_a_secret() {
    let place = Place::postgres().await;
    let store = place.open().await;
    keep_secrets(&store).await;

    let tables = place.dump().await;

    let hex: String = "canary".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!tables.contains("canary") && !tables.contains(&hex));
    assert!(tables.contains("workspace-of-the-tests"), "{tables}");
}
