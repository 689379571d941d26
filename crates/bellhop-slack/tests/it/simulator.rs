//! The calls against a model of Slack that judges them as Slack would.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bellhop_core::address::WebhookHosts;
use bellhop_core::fault::{Fault, Reason};
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_sim::{Fault as Trouble, FaultKind, Limits, Sim, SimConfig};
use bellhop_slack::{OpenTarget, SlackClient, SlackConfig, ids_as_metadata};
use secrecy::SecretString;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{id, message, quick};

async fn start() -> (Sim, SlackClient) {
    let sim = Sim::start(SimConfig {
        limits: Limits::none(),
        ..SimConfig::default()
    })
    .await
    .unwrap();
    let config = SlackConfig {
        api_url: sim.api_url().parse().unwrap(),
        ..quick()
    };
    let hosts = WebhookHosts::new([sim.address().to_string()]);
    (sim, SlackClient::open(config, hosts).unwrap())
}

fn token() -> SecretString {
    "xoxb-demo".to_owned().into()
}

fn shown(sim: &Sim, channel: &str) -> Vec<Value> {
    sim.messages(channel)
        .iter()
        .map(|message| serde_json::to_value(message).unwrap())
        .collect()
}

#[tokio::test]
async fn a_post_arrives_once_with_its_id() {
    let (sim, client) = start().await;

    let receipt = client
        .post_message(&token(), "C0GENERAL", &message(), id(), None)
        .await
        .unwrap();

    let shown = shown(&sim, "C0GENERAL");
    assert_eq!((shown.len(), receipt.channel.as_str()), (1, "C0GENERAL"));
    assert_eq!(
        (&shown[0]["text"], &shown[0]["ts"]),
        (&json!("hello"), &json!(receipt.ts))
    );
    assert_eq!(
        shown[0]["metadata"]["event_payload"]["message_id"],
        json!(id().to_string())
    );
}

#[tokio::test]
async fn a_post_is_found_again_by_its_id_page_by_page() {
    let (_sim, client) = start().await;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - Duration::from_secs(60);
    let post = async |id| {
        let channel = "C0GENERAL";
        let posted = client
            .post_message(&token(), channel, &message(), id, None)
            .await;
        posted.unwrap().ts
    };
    let trigger = TriggerId(Uuid::from_u128(7));
    let ids: Vec<MessageId> = (0..250)
        .map(|number| MessageId::derive(trigger, &[&number.to_string()]))
        .collect();
    let mut sent = Vec::new();
    for id in &ids {
        sent.push((*id, post(*id).await));
    }

    let token = token();
    let page = async |since, cursor: Option<&str>| {
        let page = client.posted_since(&token, "C0GENERAL", None, since, cursor);
        page.await.unwrap()
    };
    let first = page(since, None).await;
    let second = page(since, first.next_cursor.as_deref()).await;
    let later = page(since + Duration::from_secs(3_600), None).await;

    let mut found = [first.posts, second.posts].concat();
    found.reverse();
    assert_eq!(found, sent);
    assert_eq!(second.next_cursor, None);
    assert_eq!(later.posts, []);
}

#[tokio::test]
async fn a_post_that_stands_for_several_messages_is_found_by_the_id_of_each() {
    let (_sim, client) = start().await;
    let trigger = TriggerId(Uuid::from_u128(7));
    let [own, one, other] = ["own", "one", "other"].map(|name| MessageId::derive(trigger, &[name]));
    let metadata = ids_as_metadata(own, &[one, other]);
    let message = json!({"text": "three", "metadata": metadata});
    let message = serde_json::value::to_raw_value(&message).unwrap();
    let (token, channel) = (token(), "C0GENERAL");
    let posted = client.post_message(&token, channel, &message, own, None);
    let ts = posted.await.unwrap().ts;

    let page = client.posted_since(&token, channel, None, Duration::ZERO, None);
    let posts = page.await.unwrap().posts;

    let wanted = [own, one, other].map(|id| (id, ts.clone()));
    assert_eq!(posts, wanted);
}

#[tokio::test]
async fn an_email_leads_to_a_user_and_a_dm_and_back() {
    let (sim, client) = start().await;

    let user = client
        .lookup_by_email(&token(), "alice@example.com")
        .await
        .unwrap();
    let dm = client
        .open_conversation(&token(), OpenTarget::User(&user.id))
        .await
        .unwrap();
    let back = client
        .open_conversation(&token(), OpenTarget::Channel(&dm.channel))
        .await
        .unwrap();
    let receipt = client
        .post_message(&token(), &user.id, &message(), id(), None)
        .await
        .unwrap();

    assert_eq!(
        (user.id.as_str(), user.deleted, user.is_bot),
        ("U0ALICE", false, false)
    );
    assert_eq!(back.user.as_deref(), Some("U0ALICE"));
    assert_eq!(receipt.channel, dm.channel);
    assert_eq!(shown(&sim, "U0ALICE").len(), 1);
}

#[tokio::test]
async fn the_list_comes_in_pages_with_bots_and_the_deactivated() {
    let (sim, client) = start().await;
    let seed = serde_json::from_value(json!({"users": [
        {"id": "U0GONE", "name": "gone", "email": "Gone@Example.com", "deleted": true},
    ]}));
    sim.seed(seed.unwrap()).unwrap();

    let (mut users, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = client
            .list_users(&token(), cursor.as_deref(), 3)
            .await
            .unwrap();
        pages += 1;
        users.extend(page.users);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }

    let of = |id: &str| users.iter().find(|user| user.id == id).unwrap();
    assert_eq!((users.len(), pages), (8, 3));
    assert_eq!(of("U0ALICE").email.as_deref(), Some("alice@example.com"));
    assert_eq!(
        (of("U0GONE").email.as_deref(), of("U0GONE").deleted),
        (Some("gone@example.com"), true)
    );
    assert_eq!(
        (of("U0BELLHOP").email.as_deref(), of("U0BELLHOP").is_bot),
        (None, true)
    );
    let error = client.list_users(&token(), Some("stale"), 3).await;
    assert_eq!(error.unwrap_err().code(), Some("invalid_cursor"));
}

#[tokio::test]
async fn without_the_scope_of_addresses_the_list_has_none() {
    let (sim, client) = start().await;
    let seed = serde_json::from_value(json!({"tokens": [
        {"token": "xoxb-blind", "scopes": ["users:read"]},
    ]}));
    sim.seed(seed.unwrap()).unwrap();
    let blind = "xoxb-blind".to_owned().into();

    let page = client.list_users(&blind, None, 1_000).await.unwrap();

    assert!(page.users.len() >= 7, "{page:?}");
    assert!(page.users.iter().all(|user| user.email.is_none()));
}

#[tokio::test]
async fn nobodys_email_is_not_found() {
    let (_sim, client) = start().await;

    let error = client
        .lookup_by_email(&token(), "nobody@example.com")
        .await
        .unwrap_err();

    assert_eq!(error.code(), Some("users_not_found"));
    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::GiveUp, Reason::Recipient)
    );
}

#[tokio::test]
async fn a_channel_that_one_is_not_in_is_repaired_by_joining() {
    let (_sim, client) = start().await;

    let error = client
        .post_message(&token(), "C0INCIDENTS", &message(), id(), None)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.fault()),
        (Some("not_in_channel"), Fault::Repair)
    );

    client.join(&token(), "C0INCIDENTS").await.unwrap();
    client.join(&token(), "C0INCIDENTS").await.unwrap();
    client
        .post_message(&token(), "C0INCIDENTS", &message(), id(), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_says_who_it_is_until_it_is_revoked() {
    let (sim, client) = start().await;

    let identity = client.auth_test(&token()).await.unwrap();
    assert_eq!(identity.user_id.as_deref(), Some("U0BELLHOP"));
    assert!(
        identity.scopes.iter().any(|scope| scope == "chat:write"),
        "{identity:?}"
    );

    sim.revoke("xoxb-demo");
    let error = client.auth_test(&token()).await.unwrap_err();
    assert_eq!(
        (error.fault(), error.needs_confirmation()),
        (Fault::Disable, false)
    );

    let unknown = "xoxb-unknown".to_owned().into();
    let error = client.auth_test(&unknown).await.unwrap_err();
    assert_eq!(
        (error.fault(), error.needs_confirmation()),
        (Fault::Disable, true)
    );
}

#[tokio::test]
async fn a_webhook_posts_into_its_channel() {
    let (sim, client) = start().await;
    let url = sim.webhook_url("T0ACME/B0DEPLOYS/demo").into();

    client.post_webhook(&url, &message()).await.unwrap();

    assert_eq!(shown(&sim, "C0INCIDENTS").len(), 1);
    let dead = sim.webhook_url("T0ACME/B0DEPLOYS/other").into();
    let error = client.post_webhook(&dead, &message()).await.unwrap_err();
    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Disable, Reason::Credential)
    );
}

#[tokio::test]
async fn blocks_that_slack_refuses_come_with_a_pointer() {
    let (_sim, client) = start().await;
    let text = "x".repeat(3001);
    let block = json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } });
    let message = serde_json::value::to_raw_value(&json!({ "text": "x", "blocks": [block] }));

    let error = client
        .post_message(&token(), "C0GENERAL", &message.unwrap(), id(), None)
        .await
        .unwrap_err();

    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::GiveUp, Reason::MessageContent)
    );
    assert!(
        error.to_string().contains("json-pointer:/blocks/0/text"),
        "{error}"
    );
}

#[tokio::test]
async fn a_post_whose_answer_is_lost_is_ambiguous_and_is_in_slack() {
    for kind in [FaultKind::AcceptThenStall, FaultKind::Cut] {
        let (sim, client) = start().await;
        let method = "chat.postMessage".to_owned();
        sim.add_fault(Trouble {
            method,
            channel: None,
            fault: kind.clone(),
            times: 1,
        });

        let error = client
            .post_message(&token(), "C0GENERAL", &message(), id(), None)
            .await
            .unwrap_err();

        assert!(error.is_ambiguous(), "{kind:?}: {error}");
        assert_eq!(error.fault(), Fault::Retry);
        assert_eq!(shown(&sim, "C0GENERAL").len(), 1);
    }
}
