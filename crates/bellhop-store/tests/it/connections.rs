//! Connections keep their secrets and their state.

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, WorkspaceKey};
use bellhop_store::{ConnectionState, NewConnection, Store, StoreConfig};
use secrecy::{ExposeSecret as _, SecretString};

use crate::place::{NOW_MS, Place, other_workspace, workspace};

fn new(store: &Store, token: &str, workspace: WorkspaceKey) -> NewConnection {
    let (kind, secret) = (CredentialKind::Token, SecretString::from(token.to_owned()));
    NewConnection {
        id: store.connection_id(kind, &secret),
        kind,
        secret,
        workspace,
    }
}

async fn put(store: &Store, token: &str) -> ConnectionId {
    let new = new(store, token, workspace());
    let id = new.id.clone();
    store.put_connections(vec![new]).await.unwrap();
    id
}

async fn state(store: &Store, id: &ConnectionId) -> ConnectionState {
    store.connection(id).await.unwrap().unwrap().state
}

fn disabled(reason: Reason, detail: &str) -> ConnectionState {
    ConnectionState::Disabled {
        reason,
        detail: detail.into(),
        at_ms: NOW_MS,
    }
}

pub(crate) async fn a_connection_comes_back_with_its_secret(place: Place) {
    let store = place.open().await;

    let id = put(&store, "xoxb-1").await;

    for store in [store, place.open().await] {
        let connection = store.connection(&id).await.unwrap().unwrap();
        assert_eq!(connection.secret.expose_secret(), "xoxb-1");
        assert_eq!(connection.kind, CredentialKind::Token);
        assert_eq!(connection.workspace, workspace());
        assert_eq!(connection.state, ConnectionState::Active);
        assert!(!format!("{connection:?}").contains("xoxb"));
    }
}

pub(crate) async fn a_connection_that_is_not_there_is_none(place: Place) {
    let store = place.open().await;
    let id = store.connection_id(CredentialKind::Token, &"xoxb-1".to_owned().into());

    assert!(store.connection(&id).await.unwrap().is_none());
    store
        .disable_connection(&id, Reason::Credential, "", NOW_MS)
        .await
        .unwrap();
    assert!(store.connection(&id).await.unwrap().is_none());
    assert!(store.connections(&workspace()).await.unwrap().is_empty());
}

pub(crate) async fn a_disabled_connection_is_active_again_when_it_is_brought_again(place: Place) {
    let store = place.open().await;
    let id = put(&store, "xoxb-1").await;
    assert_eq!(state(&store, &id).await, ConnectionState::Active);

    store
        .disable_connection(&id, Reason::Credential, "token_revoked", NOW_MS)
        .await
        .unwrap();
    assert_eq!(
        state(&store, &id).await,
        disabled(Reason::Credential, "token_revoked")
    );

    put(&store, "xoxb-1").await;
    assert_eq!(state(&store, &id).await, ConnectionState::Active);
}

pub(crate) async fn the_first_reason_for_disabling_is_kept(place: Place) {
    let store = place.open().await;
    let id = put(&store, "xoxb-1").await;

    store
        .disable_connection(&id, Reason::Credential, "token_revoked", NOW_MS)
        .await
        .unwrap();
    store
        .disable_connection(&id, Reason::Configuration, "", NOW_MS + 1)
        .await
        .unwrap();

    assert_eq!(
        state(&store, &id).await,
        disabled(Reason::Credential, "token_revoked")
    );
}

pub(crate) async fn a_connection_is_listed_for_every_workspace_that_brought_it(place: Place) {
    let store = place.open().await;
    let shared = put(&store, "xoxb-shared").await;
    let own = put(&store, "xoxb-own").await;
    store
        .disable_connection(&own, Reason::Credential, "token_revoked", NOW_MS)
        .await
        .unwrap();

    let again = new(&store, "xoxb-shared", other_workspace());
    store
        .put_connections(vec![again.clone(), again])
        .await
        .unwrap();

    let list = async |workspace| {
        let list = store.connections(&workspace).await.unwrap().into_iter();
        let mut list: Vec<_> = list.map(|summary| (summary.id, summary.state)).collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        list
    };
    assert_eq!(
        list(other_workspace()).await,
        [(shared.clone(), ConnectionState::Active)]
    );
    let mut expected = [
        (shared, ConnectionState::Active),
        (own, disabled(Reason::Credential, "token_revoked")),
    ];
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(list(workspace()).await, expected);
}

pub(crate) async fn connections_survive_a_restart(place: Place) {
    let store = place.open().await;
    let (active, dead) = (put(&store, "xoxb-1").await, put(&store, "xoxb-2").await);
    store
        .disable_connection(&dead, Reason::Credential, "invalid_auth", NOW_MS)
        .await
        .unwrap();
    store.close().await;

    let store = place.open().await;
    assert_eq!(state(&store, &active).await, ConnectionState::Active);
    assert_eq!(
        state(&store, &dead).await,
        disabled(Reason::Credential, "invalid_auth")
    );
    put(&store, "xoxb-2").await;

    assert_eq!(state(&store, &dead).await, ConnectionState::Active);
}

pub(crate) async fn a_full_memory_of_connections_loses_nothing(place: Place) {
    let config = StoreConfig {
        connections_in_memory_max: 2,
        ..StoreConfig::default()
    };
    let store = place.open_with(config).await;

    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(put(&store, &format!("xoxb-{number}")).await);
    }

    for (number, id) in ids.iter().enumerate() {
        let connection = store.connection(id).await.unwrap().unwrap();
        assert_eq!(connection.secret.expose_secret(), format!("xoxb-{number}"));
    }
}
