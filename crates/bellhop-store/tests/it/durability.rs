//! What was answered stays, what is secret stays secret, and what is broken breaks nothing else.

use std::fs;

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Fault;
use bellhop_core::profile::{Edit, ProfileLimits};
use bellhop_store::{Accepted, NewConnection, ProfileEdit, Store, StoreError, Workspace};
use secrecy::SecretString;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::place::{NOW_MS, Place, key, message, person, trigger, url, workspace};

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 1000,
};

/// Writes a little of everything.
async fn fill(store: &Store) {
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

async fn check(store: &Store) {
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

/// The files as they are while the store is open are what a crash leaves behind.
pub(crate) async fn what_was_answered_survives_a_crash(place: Place) {
    let store = place.open().await;
    fill(&store).await;

    let left = Place::sqlite();
    fs::create_dir(left.folder()).unwrap();
    for name in ["store.db", "store.db-wal"] {
        fs::copy(place.folder().join(name), left.folder().join(name)).unwrap();
    }

    check(&left.open().await).await;
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
    let text = error
        .to_string()
        .replace(place.path().to_str().unwrap(), "PATH");
    insta::assert_snapshot!(text, @"the secrets key is not the one that the store at PATH was made with; give it the first key back, or start with an empty store");
    assert!(place.open_with_key(key(1)).await.is_ok());
}

pub(crate) async fn no_file_holds_a_secret(place: Place) {
    let store = place.open().await;
    let secret = |text: &str| SecretString::from(text.to_owned());
    let new = |kind, secret: SecretString| NewConnection {
        id: store.connection_id(kind, &secret),
        kind,
        secret,
        workspace: workspace(),
    };
    let new = vec![
        new(CredentialKind::Token, secret("xoxb-canary-1")),
        new(
            CredentialKind::Webhook,
            secret("https://hooks.slack.com/services/T1/B1/canary-2"),
        ),
    ];
    store.put_connections(new).await.unwrap();
    let (api_key, secret) = (Some(secret("canary-3")), secret("canary-4"));
    store
        .put_workspace(&Workspace {
            key: workspace(),
            secret,
            api_key,
        })
        .await
        .unwrap();

    let mut files = Vec::new();
    for round in ["open", "closed"] {
        for entry in fs::read_dir(place.folder()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            assert!(!contains(&bytes, b"canary"), "{round}: {}", path.display());
            files.extend(bytes);
        }
        store.close().await;
    }
    assert!(
        contains(&files, b"workspace-of-the-tests"),
        "the files were read at the wrong place"
    );
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

pub(crate) async fn an_unreadable_row_fails_its_own_request_only(place: Place) {
    let store = place.open().await;
    fill(&store).await;
    let options: sqlx::sqlite::SqliteConnectOptions = url(&place.path()).parse().unwrap();
    let mut hand = options.connect().await.unwrap();
    sqlx::query("UPDATE profiles SET body = '{'")
        .execute(&mut hand)
        .await
        .unwrap();
    hand.close().await.unwrap();
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
