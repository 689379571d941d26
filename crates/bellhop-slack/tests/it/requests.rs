//! What is sent: verb, path, headers and body of every method.

use bellhop_slack::{OpenTarget, OpenedConversation, Receipt};
use serde_json::{Value, json};

use crate::server::{Reply, SECRET_TOKEN, Server, http, id, message, token};

const JSON: &str = "content-type: application/json; charset=utf-8";
const FORM: &str = "content-type: application/x-www-form-urlencoded";

async fn server(body: &str) -> Server {
    Server::start(vec![http(
        200,
        "x-oauth-scopes: chat:write, im:write,\r\n",
        body,
    )])
    .await
}

/// The only request so far, which must have been a POST to `path` with this kind of body.
fn only_request(server: &mut Server, path: &str, kind: &str) -> String {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    let request = requests.remove(0);
    assert!(
        request
            .head
            .starts_with(&format!("POST {path} HTTP/1.1\r\n")),
        "{}",
        request.head
    );
    assert!(request.has_header(kind), "{}", request.head);
    request.body
}

fn json_of(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn a_post_carries_channel_and_id_and_returns_the_receipt() {
    let answer = r#"{"ok":true,"channel":"D7","ts":"1700000000.000100","message":{"user":"U9"}}"#;
    let mut server = server(answer).await;

    let receipt = server
        .client()
        .post_message(&token(), "U1", &message(), id(), None)
        .await
        .unwrap();

    assert_eq!(
        receipt,
        Receipt {
            channel: "D7".into(),
            ts: "1700000000.000100".into()
        }
    );
    let body = only_request(&mut server, "/api/chat.postMessage", JSON);
    let payload = json!({ "message_id": id().to_string() });
    assert_eq!(
        json_of(&body),
        json!({
            "channel": "U1",
            "text": "hello",
            "metadata": { "event_type": "bellhop_message", "event_payload": payload },
        })
    );
}

#[tokio::test]
async fn the_token_travels_as_a_bearer_header_and_nowhere_else() {
    let mut server = server(r#"{"ok":true,"team_id":"T1"}"#).await;

    server.client().auth_test(&token()).await.unwrap();

    let request = server.requests().remove(0);
    assert!(request.has_header(&format!("authorization: Bearer {SECRET_TOKEN}")));
    assert_eq!(request.head.matches(SECRET_TOKEN).count(), 1);
    assert!(!request.body.contains(SECRET_TOKEN));
}

#[tokio::test]
async fn a_lookup_is_a_form() {
    let answer = r#"{"ok":true,"user":{"id":"U1","team_id":"T1","deleted":true,"tz":"Asia/Tokyo",
        "profile":{"email":"x"}}}"#;
    let mut server = server(answer).await;

    let user = server
        .client()
        .lookup_by_email(&token(), "ada+test@example.com")
        .await
        .unwrap();

    assert_eq!(
        (user.id.as_str(), user.team_id.as_deref()),
        ("U1", Some("T1"))
    );
    assert_eq!(
        (user.deleted, user.is_bot, user.tz.as_deref()),
        (true, false, Some("Asia/Tokyo"))
    );
    let body = only_request(&mut server, "/api/users.lookupByEmail", FORM);
    assert_eq!(body, "email=ada%2Btest%40example.com");
}

#[tokio::test]
async fn a_page_of_people_is_a_form_and_may_be_longer_than_other_answers() {
    let padding = "x".repeat(10_000);
    let answer = format!(
        r#"{{"ok":true,"members":[{{"id":"U1","deleted":false,"is_bot":false,"profile":
        {{"email":"Ada@Example.com","status_text":"{padding}"}}}},{{"id":"USLACKBOT"}}],
        "response_metadata":{{"next_cursor":"dXNlcjpV="}}}}"#
    );
    let mut server = server(&answer).await;

    let page = server
        .client()
        .list_users(&token(), Some("a&b="), 200)
        .await
        .unwrap();

    assert_eq!(page.next_cursor.as_deref(), Some("dXNlcjpV="));
    assert_eq!(page.users[0].email.as_deref(), Some("ada@example.com"));
    assert_eq!((page.users.len(), &page.users[1].email), (2, &None));
    let body = only_request(&mut server, "/api/users.list", FORM);
    assert_eq!(body, "limit=200&cursor=a%26b%3D");
}

#[tokio::test]
async fn the_last_page_has_no_cursor() {
    for metadata in [r#"{"next_cursor":""}"#, "{}", "null"] {
        let answer = format!(r#"{{"ok":true,"members":[],"response_metadata":{metadata}}}"#);
        let mut server = server(&answer).await;

        let page = server.client().list_users(&token(), None, 1_000).await;

        assert_eq!(page.unwrap().next_cursor, None, "{metadata}");
        let body = only_request(&mut server, "/api/users.list", FORM);
        assert_eq!(body, "limit=1000");
    }
}

#[tokio::test]
async fn a_dm_is_opened_by_user() {
    let mut server = server(r#"{"ok":true,"no_op":true,"channel":{"id":"D1"}}"#).await;

    let opened = server
        .client()
        .open_conversation(&token(), OpenTarget::User("U1"))
        .await
        .unwrap();

    assert_eq!(
        opened,
        OpenedConversation {
            channel: "D1".into(),
            user: Some("U1".into())
        }
    );
    let body = only_request(&mut server, "/api/conversations.open", JSON);
    assert_eq!(json_of(&body), json!({ "users": "U1" }));
}

#[tokio::test]
async fn a_known_dm_tells_whose_it_is() {
    let mut server = server(r#"{"ok":true,"channel":{"id":"D1","user":"U1","is_im":true}}"#).await;

    let opened = server
        .client()
        .open_conversation(&token(), OpenTarget::Channel("D1"))
        .await
        .unwrap();

    assert_eq!(
        opened,
        OpenedConversation {
            channel: "D1".into(),
            user: Some("U1".into())
        }
    );
    let body = only_request(&mut server, "/api/conversations.open", JSON);
    assert_eq!(
        json_of(&body),
        json!({ "channel": "D1", "return_im": true })
    );
}

#[tokio::test]
async fn joining_a_channel_that_one_is_in_is_success() {
    let answer = r#"{"ok":true,"channel":{"id":"C1"},"warning":"already_in_channel"}"#;
    let mut server = server(answer).await;

    server.client().join(&token(), "C1").await.unwrap();

    let body = only_request(&mut server, "/api/conversations.join", JSON);
    assert_eq!(json_of(&body), json!({ "channel": "C1" }));
}

#[tokio::test]
async fn auth_test_returns_the_identity_and_the_granted_scopes() {
    let answer = r#"{"ok":true,"url":"https://x.slack.com/","team":"Acme","user":"bellhop",
        "team_id":"T1","user_id":"U9","bot_id":"B9"}"#;
    let server = server(answer).await;

    let identity = server.client().auth_test(&token()).await.unwrap();

    assert_eq!(
        (identity.team_id.as_str(), identity.team.as_deref()),
        ("T1", Some("Acme"))
    );
    assert_eq!(identity.user_id.as_deref(), Some("U9"));
    assert_eq!(identity.bot_id.as_deref(), Some("B9"));
    assert_eq!(identity.scopes, ["chat:write", "im:write"]);
}

#[tokio::test]
async fn a_webhook_post_is_the_message_alone_without_authorization() {
    let mut server = server("ok").await;

    server
        .client()
        .post_webhook(&server.webhook(), &message())
        .await
        .unwrap();

    let request = server.requests().remove(0);
    assert!(
        request.head.starts_with("POST /services/T1/B1/"),
        "{}",
        request.head
    );
    assert!(request.has_header(JSON), "{}", request.head);
    assert!(
        !request.head.to_ascii_lowercase().contains("authorization"),
        "{}",
        request.head
    );
    assert_eq!(request.body, r#"{"text":"hello"}"#);
}

#[tokio::test]
async fn calls_one_after_the_other_share_a_connection() {
    let mut server = server(r#"{"ok":true,"team_id":"T1"}"#).await;
    let client = server.client();

    for _ in 0..3 {
        client.auth_test(&token()).await.unwrap();
    }

    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = http(302, "location: /api/elsewhere\r\n", "");
    let mut server = Server::start(vec![redirect, Reply::Silence]).await;

    server.client().auth_test(&token()).await.unwrap_err();

    assert_eq!(server.requests().len(), 1);
}
