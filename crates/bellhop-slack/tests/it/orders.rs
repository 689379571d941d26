//! What is sent, and what is success, when a message is replied to, changed, marked or taken away.

use bellhop_slack::{OpenTarget, Receipt, Thread};
use serde_json::{Value, json};

use crate::server::{SECRET_TOKEN, Server, http, id, message, token};

async fn server(body: &str) -> Server {
    Server::start(vec![http(200, "", body)]).await
}

fn refusal(code: &str) -> String {
    format!(r#"{{"ok":false,"error":"{code}"}}"#)
}

/// The path of the only request so far, and its body, which is JSON with the token beside it.
fn sent(server: &mut Server) -> (String, Value) {
    let request = server.requests().remove(0);
    assert!(request.has_header("content-type: application/json; charset=utf-8"));
    assert!(request.has_header(&format!("authorization: Bearer {SECRET_TOKEN}")));
    let path = request.head.split(' ').nth(1).unwrap().to_owned();
    (path, serde_json::from_str(&request.body).unwrap())
}

#[tokio::test]
async fn a_reply_names_its_thread_and_may_be_shown_in_the_channel_too() {
    for broadcast in [false, true] {
        let mut server = server(r#"{"ok":true,"channel":"C1","ts":"2.0"}"#).await;
        let ts = "1.0";

        let thread = Some(Thread { ts, broadcast });
        let client = server.client();
        let posted = client
            .post_message(&token(), "C1", &message(), id(), thread)
            .await;

        posted.unwrap();

        let (path, body) = sent(&mut server);
        assert_eq!(path, "/api/chat.postMessage");
        assert_eq!(body["thread_ts"], "1.0");
        assert_eq!(body["reply_broadcast"] == true, broadcast);
    }
}

#[tokio::test]
async fn an_update_names_channel_and_ts_and_returns_the_receipt() {
    let mut server = server(r#"{"ok":true,"channel":"D1","ts":"1.0","text":"hello"}"#).await;

    let client = server.client();
    let receipt = client.update(&token(), "D1", "1.0", &message()).await;

    let (channel, ts) = ("D1".into(), "1.0".into());
    assert_eq!(receipt, Ok(Receipt { channel, ts }));
    let body = json!({"channel": "D1", "ts": "1.0", "text": "hello", "attachments": []});
    assert_eq!(sent(&mut server), ("/api/chat.update".into(), body));
}

#[tokio::test]
async fn what_one_person_sees_is_addressed_to_them() {
    let mut server = server(r#"{"ok":true,"message_ts":"3.0"}"#).await;

    let client = server.client();
    let shown = client
        .post_ephemeral(&token(), "C1", "U1", &message())
        .await;

    assert_eq!(shown.unwrap(), "3.0");
    let body = json!({"channel": "C1", "user": "U1", "text": "hello"});
    assert_eq!(sent(&mut server), ("/api/chat.postEphemeral".into(), body));
}

#[tokio::test]
async fn deleting_what_is_not_there_is_success_and_changing_it_is_not() {
    let mut server = server(&refusal("message_not_found")).await;
    let client = server.client();

    client.delete(&token(), "C1", "1.0").await.unwrap();

    let body = json!({"channel": "C1", "ts": "1.0"});
    assert_eq!(sent(&mut server), ("/api/chat.delete".into(), body));
    let updated = client.update(&token(), "C1", "1.0", &message()).await;
    assert_eq!(updated.unwrap_err().code(), Some("message_not_found"));
    let marked = client.add_reaction(&token(), "C1", "1.0", "eyes").await;
    assert_eq!(marked.unwrap_err().code(), Some("message_not_found"));
}

#[tokio::test]
async fn a_delete_that_slack_forbids_is_an_error() {
    let server = server(&refusal("cant_delete_message")).await;

    let error = server.client().delete(&token(), "C1", "1.0").await;

    assert_eq!(error.unwrap_err().code(), Some("cant_delete_message"));
}

#[tokio::test]
async fn a_mark_that_is_as_ordered_already_is_success() {
    let (channel, ts) = ("C1", "1.0");
    for (code, method) in [
        ("already_reacted", "reactions.add"),
        ("no_reaction", "reactions.remove"),
        ("already_pinned", "pins.add"),
        ("no_pin", "pins.remove"),
        ("not_pinned", "pins.remove"),
    ] {
        let mut server = server(&refusal(code)).await;
        let (client, token) = (server.client(), token());

        let done = match method {
            "reactions.add" => client.add_reaction(&token, channel, ts, "eyes").await,
            "reactions.remove" => client.remove_reaction(&token, channel, ts, "eyes").await,
            "pins.add" => client.pin(&token, channel, ts).await,
            _ => client.unpin(&token, channel, ts).await,
        };

        done.unwrap();
        let mut body = json!({"channel": channel, "timestamp": ts});
        if method.starts_with("reactions") {
            body["name"] = json!("eyes");
        }
        assert_eq!(sent(&mut server), (format!("/api/{method}"), body));
    }
}

#[tokio::test]
async fn a_group_is_opened_by_all_its_users() {
    let mut server = server(r#"{"ok":true,"channel":{"id":"G1"}}"#).await;

    let client = server.client();
    let users = ["U1", "U2", "U3"];
    let opened = client
        .open_conversation(&token(), OpenTarget::Users(&users))
        .await;

    let opened = opened.unwrap();
    assert_eq!((opened.channel.as_str(), opened.user), ("G1", None));
    let body = json!({"users": "U1,U2,U3"});
    assert_eq!(sent(&mut server), ("/api/conversations.open".into(), body));
}
