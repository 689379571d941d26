//! Incoming webhooks answer in plain text.

use bellhop_sim::{Seed, SeedChannel, SenderKind};
use serde_json::json;

use crate::app::App;

const PATH: &str = "T0ACME/B0DEPLOYS/demo";

#[tokio::test]
async fn a_webhook_posts_into_its_channel_and_says_ok() {
    let app = App::start().await;
    let body = json!({"text": "deployed", "channel": "C0GENERAL", "username": "root"});

    let answer = app
        .http
        .post(app.sim.webhook_url(PATH))
        .json(&body)
        .send()
        .await
        .unwrap();

    assert_eq!(answer.status(), 200);
    assert!(
        answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    assert_eq!(answer.text().await.unwrap(), "ok");
    let kept = &app.sim.messages("C0INCIDENTS")[0];
    assert_eq!((&*kept.text, &*kept.sender.name), ("deployed", "deploys"));
    assert_eq!(kept.sender.kind, SenderKind::Webhook);
}

#[tokio::test]
async fn a_payload_may_come_in_a_form() {
    let app = App::start().await;
    let request = app.http.post(app.sim.webhook_url(PATH));

    let answer = request
        .form(&[("payload", r#"{"text":"x"}"#)])
        .send()
        .await
        .unwrap();

    assert_eq!(answer.text().await.unwrap(), "ok");
    assert_eq!(app.sim.messages("C0INCIDENTS").len(), 1);
}

#[tokio::test]
async fn refusals_have_slacks_texts_and_statuses() {
    let app = App::start().await;
    let long = json!([{"type": "header", "text": {"type": "plain_text", "text": "x".repeat(151)}}]);

    for (path, body, status, text) in [
        (PATH, json!({}), 400, "no_text"),
        (PATH, json!([]), 400, "invalid_payload"),
        (PATH, json!({"text": 7}), 400, "invalid_payload"),
        (PATH, json!({"blocks": long}), 400, "invalid_blocks"),
        (PATH, json!({"blocks": "[]"}), 400, "invalid_blocks_format"),
        (
            PATH,
            json!({"attachments": vec![json!({}); 101]}),
            400,
            "too_many_attachments",
        ),
        (
            "T0ACME/B0DEPLOYS/wrong",
            json!({"text": "x"}),
            403,
            "invalid_token",
        ),
        (
            "T0ACME/B0NOBODY/demo",
            json!({"text": "x"}),
            404,
            "no_service",
        ),
        (
            "T0OTHER/B0DEPLOYS/demo",
            json!({"text": "x"}),
            404,
            "no_team",
        ),
        ("T0ACME", json!({"text": "x"}), 404, "no_service_id"),
    ] {
        let answer = app.webhook(path, body.clone()).await;
        assert_eq!(answer, (status, text.to_owned()), "{path} {body}");
    }
}

#[tokio::test]
async fn a_webhook_into_an_archived_channel_is_gone() {
    let app = App::start().await;
    let archived = SeedChannel {
        id: "C0INCIDENTS".into(),
        is_archived: true,
        ..SeedChannel::default()
    };
    app.sim
        .seed(Seed {
            channels: vec![archived],
            ..Seed::default()
        })
        .unwrap();

    let answer = app.webhook(PATH, json!({"text": "x"})).await;

    assert_eq!(answer, (410, "channel_is_archived".to_owned()));
}
