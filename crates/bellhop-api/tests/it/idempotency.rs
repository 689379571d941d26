use std::collections::HashSet;

use crate::app::{KEY, TestApp};

const TRIGGER: &str = r#"{"workflow": "wf-slug", "recipients": ["u1"], "$idempotency_key": "k1"}"#;

#[tokio::test]
async fn sixty_four_equal_keys_at_once_are_one_trigger() {
    let app = TestApp::start().await;
    let requests: Vec<_> = (0..64)
        .map(|_| {
            let client = app.signing();
            tokio::spawn(async move { client.send("POST", "/trigger/", TRIGGER).await })
        })
        .collect();

    let mut ids = HashSet::new();
    for request in requests {
        let answer = request.await.unwrap();
        assert_eq!(answer.status, 202, "{answer:?}");
        ids.insert(answer.json()["message_id"].as_str().unwrap().to_owned());
    }

    let queued = app.queued().await;
    assert_eq!(queued.len(), 1);
    assert_eq!(ids, HashSet::from([queued[0].id.to_string()]));
}

#[tokio::test]
async fn a_repeated_key_is_answered_as_before_whatever_kind_of_request_it_is() {
    let app = TestApp::start().await;
    let old = r#"{"name": "n1", "template": "tmpl-slug", "notification_category": "c",
        "users": ["u1"], "$idempotency_key": " k1 "}"#;
    let event = r#"{"distinct_id": "u1", "event": "e1", "$idempotency_key": "k1"}"#;

    let first = app.post("/trigger/", TRIGGER).await.json();
    let again = app.post("/trigger/", TRIGGER).await.json();
    let event = app.post("/v2/event/", event).await.json();
    let bulk = app.post("/trigger/", &format!("[{TRIGGER}]")).await.json();
    let old = app.post(&format!("/{KEY}/trigger/"), old).await;

    assert_eq!(again, first);
    assert_eq!(event, first);
    assert_eq!(bulk["records"][0]["message_id"], first["message_id"]);
    assert_eq!((old.status, old.text.as_str()), (202, "OK"));
    assert_eq!(app.queued().await.len(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_workspace() {
    let app = TestApp::start().await;

    app.signing().send("POST", "/trigger/", TRIGGER).await;
    app.bearer().send("POST", "/trigger/", TRIGGER).await;

    assert_eq!(app.queued().await.len(), 2);
}

#[tokio::test]
async fn an_empty_key_is_none() {
    let app = TestApp::start().await;
    let body = TRIGGER.replace("k1", "  ");

    app.post("/trigger/", &body).await;
    app.post("/trigger/", &body).await;

    assert_eq!(app.queued().await.len(), 2);
}
