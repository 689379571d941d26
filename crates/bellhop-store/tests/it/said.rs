//! What the tests say of messages.

use std::collections::HashMap;

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::MessageId;
use bellhop_core::message::Message;
use bellhop_core::plan::Refusal;
use bellhop_store::{
    Accepted, End, MessageChange, MessageView, NewConnection, Receipt, Step, Store, TimelineEntry,
    Workspace,
};
use secrecy::SecretString;

use crate::place::{NOW_MS, trigger, workspace};

pub(crate) async fn accepted(store: &Store) {
    assert_eq!(
        store.accept(trigger(1), None, NOW_MS).await.unwrap(),
        Accepted::New
    );
}

pub(crate) async fn planned(
    store: &Store,
    messages: &[Message],
) -> HashMap<MessageId, Option<Outcome>> {
    store
        .record_planned(trigger(1).id, messages, &[], NOW_MS)
        .await
        .unwrap()
        .before
}

pub(crate) fn refusal() -> Refusal {
    Refusal {
        id: MessageId::derive(trigger(1).id, &["refused"]),
        workspace: workspace(),
        accepted_at_ms: NOW_MS,
        distinct_id: "bob".into(),
        template: "welcome".into(),
        reason: Reason::NoAddress,
        detail: None,
    }
}

pub(crate) fn entry(after_ms: u64, what: Step) -> TimelineEntry {
    TimelineEntry {
        at_ms: NOW_MS + after_ms,
        what,
        detail: None,
    }
}

pub(crate) fn change(
    id: MessageId,
    entries: Vec<TimelineEntry>,
    end: Option<End>,
) -> MessageChange {
    MessageChange {
        id,
        entries,
        end,
        destination: None,
        attempt: None,
        card: None,
    }
}

pub(crate) fn delivered() -> Option<End> {
    let receipt = Some(Receipt {
        channel: "D1".into(),
        ts: "1.2".into(),
    });
    Some(End {
        outcome: Outcome::Delivered,
        reason: Reason::Accepted,
        receipt,
        detail: None,
    })
}

pub(crate) fn failed() -> Option<End> {
    let (outcome, reason) = (Outcome::Failed, Reason::Recipient);
    Some(End {
        outcome,
        reason,
        receipt: None,
        detail: Some("user_not_found".into()),
    })
}

pub(crate) async fn view(store: &Store, id: MessageId) -> MessageView {
    store.message(&workspace(), id.0).await.unwrap().unwrap()
}

pub(crate) fn steps(view: &MessageView) -> Vec<&str> {
    view.timeline
        .iter()
        .map(|entry| entry.what.as_str())
        .collect()
}

/// Gives the store secrets of every kind, each with `canary` in it.
pub(crate) async fn keep_secrets(store: &Store) {
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
}

pub(crate) fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
