//! The quarantine of destinations, and messages that go elsewhere.

use std::collections::BTreeSet;

use bellhop_core::address::{Address, CredentialKind, Target};
use bellhop_core::fault::Reason;
use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;
use bellhop_store::{MessageStatus, NewConnection, Quarantined, Step, Store};
use secrecy::SecretString;

use crate::place::{NOW_MS, Place, message, other_workspace, trigger, workspace};
use crate::said::{accepted, change, entry, failed, planned, view};

fn archived(connection: &ConnectionId, conversation: Conversation) -> Quarantined {
    Quarantined {
        connection: connection.clone(),
        conversation,
        reason: Reason::Recipient,
        detail: "is_archived".to_owned(),
        since_ms: NOW_MS,
        look_at_ms: NOW_MS + 3_600_000,
    }
}

fn channel(id: &str) -> Conversation {
    Conversation::Channel(id.to_owned())
}

async fn connection(store: &Store, token: &str) -> ConnectionId {
    let (kind, secret) = (CredentialKind::Token, SecretString::from(token.to_owned()));
    let id = store.connection_id(kind, &secret);
    let new = NewConnection {
        id: id.clone(),
        kind,
        secret,
        workspace: workspace(),
    };
    store.put_connections(vec![new]).await.unwrap();
    id
}

pub(crate) async fn a_destination_stays_in_quarantine_until_it_is_released(place: Place) {
    let store = place.open().await;
    let id = connection(&store, "xoxb-one").await;
    let before = store.quarantine_version().await.unwrap();
    let all = [
        channel("C1"),
        Conversation::User("U1".to_owned()),
        Conversation::Webhook,
    ];
    for conversation in &all {
        let entry = archived(&id, conversation.clone());
        store.quarantine(entry).await.unwrap();
    }

    let found = store.quarantined(Some(&workspace())).await.unwrap();
    let released = store.release_quarantine(&id, &all[0]).await.unwrap();
    let again = store.release_quarantine(&id, &all[0]).await.unwrap();

    let found: BTreeSet<_> = found.into_iter().map(|entry| entry.conversation).collect();
    assert_eq!(found, BTreeSet::from(all));
    assert_eq!((released, again), (true, false));
    assert_eq!(store.quarantined(None).await.unwrap().len(), 2);
    assert!(store.quarantine_version().await.unwrap() > before);
}

pub(crate) async fn a_renewed_quarantine_keeps_its_beginning(place: Place) {
    let store = place.open().await;
    let id = connection(&store, "xoxb-one").await;
    store
        .quarantine(archived(&id, channel("C1")))
        .await
        .unwrap();
    let renewed = Quarantined {
        detail: "channel_not_found".to_owned(),
        since_ms: NOW_MS + 5,
        look_at_ms: NOW_MS + 9,
        ..archived(&id, channel("C1"))
    };
    store.quarantine(renewed.clone()).await.unwrap();

    let found = store.quarantined(None).await.unwrap();

    let kept = Quarantined {
        since_ms: NOW_MS,
        ..renewed
    };
    assert_eq!(found, [kept]);
}

pub(crate) async fn another_workspace_sees_no_quarantine_of_mine(place: Place) {
    let store = place.open().await;
    let id = connection(&store, "xoxb-one").await;
    store
        .quarantine(archived(&id, channel("C1")))
        .await
        .unwrap();

    let found = store.quarantined(Some(&other_workspace())).await.unwrap();

    assert_eq!(found, []);
}

pub(crate) async fn a_message_that_goes_elsewhere_waits_at_its_new_address(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let ada = message(&trigger(1), "ada");
    planned(&store, std::slice::from_ref(&ada)).await;
    let end = change(ada.id, vec![entry(1, Step::Failed)], failed());
    store.record(vec![end]).await.unwrap();
    let to = Address {
        connection: connection(&store, "xoxb-two").await,
        target: Target::User("U2".to_owned()),
    };

    let detail = "from here to there".to_owned();
    let had = store
        .readdress(ada.id, NOW_MS + 2, to.clone(), detail)
        .await;

    assert!(!had.unwrap());
    let view = view(&store, ada.id).await;
    assert_eq!(view.status, MessageStatus::Queued);
    assert_eq!(view.connection, Some(to.connection));
    let address = view.address.unwrap();
    assert_eq!(
        (address.kind.as_str(), address.id.as_deref()),
        ("user_id", Some("U2"))
    );
    let last = view.timeline.last().unwrap();
    assert_eq!(last.what, Step::Redriven);
    assert_eq!(last.detail.as_deref(), Some("from here to there"));
}
