//! Profiles: edits that lose nothing, and lists.

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::profile::{Edit, ProfileLimits};
use bellhop_store::{ProfileEdit, Store, StoreConfig};
use serde_json::{Map, Value, json};

use crate::place::{NOW_MS, Place, other_workspace, person, user, workspace};

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 200,
};

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn edit(name: &str, edits: Vec<Edit>) -> ProfileEdit {
    ProfileEdit {
        distinct_id: person(name),
        edits,
    }
}

fn set(name: &str, value: Value) -> ProfileEdit {
    edit(name, vec![Edit::Set(map(value))])
}

fn add_address(name: &str, id: &str) -> ProfileEdit {
    let address = user(id);
    let add = Edit::AddAddress {
        target: address.target,
        credential: address.connection,
    };
    edit(name, vec![add])
}

async fn edited(store: &Store, edits: Vec<ProfileEdit>) {
    store
        .edit_profiles(&workspace(), edits, LIMITS, NOW_MS)
        .await
        .unwrap();
}

async fn properties(store: &Store, name: &str) -> Option<Value> {
    let record = store.profile(&workspace(), &person(name)).await.unwrap();
    record.map(|record| Value::from(record.profile.properties))
}

pub(crate) async fn edits_are_applied_in_order_and_make_what_is_missing(place: Place) {
    let store = place.open().await;
    let first = set("ada", json!({"plan": "free", "visits": 1}));
    let edits = vec![
        first,
        set("bob", json!({})),
        set("ada", json!({"plan": "pro"})),
    ];

    let answered = store
        .edit_profiles(&workspace(), edits, LIMITS, NOW_MS)
        .await
        .unwrap();

    let plans: Vec<_> = answered
        .iter()
        .map(|record| record.profile.properties.get("plan"))
        .collect();
    assert_eq!(plans, [Some(&json!("free")), None, Some(&json!("pro"))]);
    let later = vec![set("ada", json!({"visits": 2}))];
    store
        .edit_profiles(&workspace(), later, LIMITS, NOW_MS + 5)
        .await
        .unwrap();
    let record = store
        .profile(&workspace(), &person("ada"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        Value::from(record.profile.properties),
        json!({"plan": "pro", "visits": 2})
    );
    assert_eq!(
        (record.created_at_ms, record.updated_at_ms),
        (NOW_MS, NOW_MS + 5)
    );
    assert_eq!(
        store
            .profile(&other_workspace(), &person("ada"))
            .await
            .unwrap(),
        None
    );
}

pub(crate) async fn a_refused_edit_names_itself_and_undoes_its_request(place: Place) {
    let store = place.open().await;
    edited(&store, vec![set("ada", json!({"n": 1}))]).await;
    let wrong = edit(
        "bob",
        vec![
            Edit::Set(map(json!({"t": "a"}))),
            Edit::Increment(map(json!({"t": 1}))),
        ],
    );
    let edits = vec![
        set("ada", json!({"n": 2})),
        set("eve", json!({})),
        set("ada", json!({"n": 3})),
        wrong,
    ];

    let error = store
        .edit_profiles(&workspace(), edits, LIMITS, NOW_MS)
        .await
        .unwrap_err();

    insta::assert_snapshot!(error, @"edit 3 (profile bob): t: is a text and cannot be added to");
    assert_eq!(error.fault(), Fault::GiveUp);
    assert_eq!(properties(&store, "ada").await, Some(json!({"n": 1})));
    assert_eq!(properties(&store, "bob").await, None);
    assert_eq!(properties(&store, "eve").await, None);
}

pub(crate) async fn a_refused_edit_leaves_those_that_share_its_transaction_alone(place: Place) {
    let store = place.open().await;
    let workspace = workspace();
    let write = |edits| store.edit_profiles(&workspace, edits, LIMITS, NOW_MS);
    let too_large = set("ada", json!({"text": "a".repeat(300)}));

    let (before, refused, after) = tokio::join!(
        write(vec![set("ada", json!({"n": 1}))]),
        write(vec![
            set("ada", json!({"n": 2})),
            set("new", json!({})),
            too_large
        ]),
        write(vec![edit(
            "ada",
            vec![Edit::Increment(map(json!({"n": 10})))]
        )]),
    );

    assert!(before.is_ok());
    assert!(after.is_ok());
    insta::assert_snapshot!(refused.unwrap_err(), @"edit 2 (profile ada): the profile would be 317 bytes of properties; at most 200 are kept");
    assert_eq!(properties(&store, "ada").await, Some(json!({"n": 11})));
    assert_eq!(properties(&store, "new").await, None);
}

pub(crate) async fn concurrent_edits_never_lose_one_another(place: Place) {
    for writes_per_commit_max in [1, 7, 512] {
        let config = StoreConfig {
            writes_per_commit_max,
            ..StoreConfig::default()
        };
        let store = place.open_with(config).await;
        let name = format!("ada-{writes_per_commit_max}");
        let mut editing = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let (store, name) = (store.clone(), name.clone());
            editing.spawn(async move {
                let increment = Edit::Increment(map(json!({"visits": 1})));
                edited(&store, vec![edit(&name, vec![increment])]).await;
            });
        }

        editing.join_all().await;

        assert_eq!(
            properties(&store, &name).await,
            Some(json!({"visits": 100}))
        );
    }
}

pub(crate) async fn edits_merges_and_deletions_that_come_together_are_applied_in_order(
    place: Place,
) {
    let store = place.open().await;
    let (workspace, ada, bob) = (workspace(), person("ada"), person("bob"));
    let write = |edits| store.edit_profiles(&workspace, edits, LIMITS, NOW_MS);

    let (_, _, merged, deleted, remade, again) = tokio::join!(
        write(vec![set("ada", json!({"a": 1}))]),
        write(vec![set("bob", json!({"a": 2, "b": 2}))]),
        store.merge_profiles(&workspace, &ada, &bob, LIMITS, NOW_MS),
        store.delete_profiles(&workspace, std::slice::from_ref(&ada)),
        write(vec![set("ada", json!({"c": 3}))]),
        store.merge_profiles(&workspace, &ada, &bob, LIMITS, NOW_MS),
    );

    assert_eq!(
        Value::from(merged.unwrap().unwrap().profile.properties),
        json!({"a": 1, "b": 2})
    );
    assert_eq!(deleted.unwrap(), 1);
    assert_eq!(remade.unwrap().len(), 1);
    assert_eq!(again.unwrap(), None);
    assert_eq!(properties(&store, "ada").await, Some(json!({"c": 3})));
    assert_eq!(properties(&store, "bob").await, None);
}

pub(crate) async fn merging_moves_what_is_missing_and_deletes_the_source(place: Place) {
    let store = place.open().await;
    edited(
        &store,
        vec![set("bob", json!({"b": 2})), add_address("bob", "U1")],
    )
    .await;
    let merge = async |into: &str, from: &str| {
        let (into, from) = (person(into), person(from));
        store
            .merge_profiles(&workspace(), &into, &from, LIMITS, NOW_MS + 1)
            .await
            .unwrap()
    };

    let merged = merge("ada", "bob").await.unwrap();

    assert_eq!(merged.profile.addresses.len(), 1);
    assert_eq!(merged.distinct_id, person("ada"));
    let stored = store.profile(&workspace(), &person("ada")).await.unwrap();
    assert_eq!(stored, Some(merged.clone()));
    assert_eq!(properties(&store, "bob").await, None);
    assert_eq!(merge("ada", "bob").await, None);
    assert_eq!(merge("ada", "ada").await, Some(merged));
}

pub(crate) async fn a_merge_that_would_be_too_large_changes_nothing(place: Place) {
    let store = place.open().await;
    let text = "a".repeat(120);
    edited(
        &store,
        vec![
            set("ada", json!({"a": text})),
            set("bob", json!({"b": text})),
        ],
    )
    .await;
    let (ada, bob) = (person("ada"), person("bob"));

    let error = store
        .merge_profiles(&workspace(), &ada, &bob, LIMITS, NOW_MS)
        .await
        .unwrap_err();

    insta::assert_snapshot!(error, @"edit 0 (profile ada): the profile would be 255 bytes of properties; at most 200 are kept");
    assert_eq!(properties(&store, "ada").await, Some(json!({"a": text})));
    assert_eq!(properties(&store, "bob").await, Some(json!({"b": text})));
}

pub(crate) async fn an_address_is_deactivated_once_it_is_found(place: Place) {
    let store = place.open().await;
    edited(
        &store,
        vec![add_address("ada", "U1"), add_address("ada", "U2")],
    )
    .await;
    let deactivate = async |name: &str, id: &str| {
        let (id, address, at_ms) = (person(name), user(id), NOW_MS + 1);
        store
            .deactivate_address(&workspace(), &id, &address, Reason::Recipient, at_ms)
            .await
            .unwrap()
    };

    assert!(deactivate("ada", "U2").await);
    assert!(!deactivate("ada", "U3").await);
    assert!(!deactivate("bob", "U2").await);

    let record = store
        .profile(&workspace(), &person("ada"))
        .await
        .unwrap()
        .unwrap();
    let inactive: Vec<_> = record
        .profile
        .addresses
        .iter()
        .map(|kept| kept.inactive)
        .collect();
    assert_eq!(inactive, [None, Some(Reason::Recipient)]);
    assert_eq!(record.updated_at_ms, NOW_MS + 1);
}

pub(crate) async fn deleted_profiles_are_gone(place: Place) {
    let store = place.open().await;
    edited(&store, vec![set("ada", json!({})), set("bob", json!({}))]).await;
    let ids = [person("ada"), person("nobody"), person("ada")];

    assert_eq!(
        store
            .delete_profiles(&other_workspace(), &ids)
            .await
            .unwrap(),
        0
    );
    assert_eq!(store.delete_profiles(&workspace(), &ids).await.unwrap(), 1);

    assert_eq!(properties(&store, "ada").await, None);
    assert_eq!(properties(&store, "bob").await, Some(json!({})));
}

pub(crate) async fn profiles_are_read_in_bulk(place: Place) {
    let store = place.open().await;
    let names: Vec<_> = (0..150).map(|number| format!("person-{number}")).collect();
    let edits = names.iter().map(|name| set(name, json!({"name": name})));
    edited(&store, edits.collect()).await;
    let mut ids: Vec<_> = names.iter().map(|name| person(name)).collect();
    ids.push(person("nobody"));

    let found = store.profiles(&workspace(), &ids).await.unwrap();

    assert_eq!(found.len(), 150);
    assert!(
        found
            .iter()
            .all(|(id, profile)| profile.properties["name"] == id.as_str())
    );
    assert!(
        store
            .profiles(&other_workspace(), &ids)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.profiles(&workspace(), &[]).await.unwrap().is_empty());
}
