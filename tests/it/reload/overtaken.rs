//! Two people who work on one draft: neither writes over the other unawares, and nobody commits what
//! they have not read.

use reqwest::Method;
use serde_json::{Value, json};

use super::{EXAMPLE, GREETING, served, setup};
use crate::app::App;
use crate::client::Answer;

const DRAFT: &str = "/v1/template/greeting/draft/";
const COMMIT: &str = "/v1/template/greeting/draft/commit/";

fn files(word: &str) -> Value {
    let source = GREETING.replace("hello", word);
    json!({"template.jsonnet": source, "example.json": EXAMPLE})
}

async fn save(app: &App, word: &str, replaces: &Value) -> Answer {
    let body = json!({"files": files(word), "replaces": replaces});
    app.client.call(Method::PUT, DRAFT, Some(&body)).await
}

/// Says which draft was meant, and that nothing was changed.
fn is_overtaken(answer: Answer, field: &str) {
    let refused = answer.expect(409);
    assert_eq!(refused["error_code"], "draft_changed");
    let why = refused["message"].as_str().unwrap_or_default();
    assert!(
        why.starts_with(field) && why.contains("Nothing was changed"),
        "{why}"
    );
}

#[tokio::test]
async fn a_draft_is_not_saved_over_one_that_somebody_else_saved() {
    let app = setup().template("greeting", GREETING).start().await;

    let mine = save(&app, "mine", &json!(null)).await.expect(200);
    is_overtaken(save(&app, "theirs", &json!(null)).await, "replaces");
    let read = mine["updated_at_ms"].clone();
    let theirs = save(&app, "theirs", &read).await.expect(200);
    is_overtaken(save(&app, "mine again", &read).await, "replaces");

    let kept = app.client.get(DRAFT).await.expect(200);
    assert_eq!(kept["files"], files("theirs"));
    assert_eq!(kept["updated_at_ms"], theirs["updated_at_ms"]);
    let unread = json!({"files": files("whatever there is")});
    let unread = app.client.call(Method::PUT, DRAFT, Some(&unread)).await;
    assert_ne!(unread.expect(200)["updated_at_ms"], theirs["updated_at_ms"]);
    app.client
        .call(Method::DELETE, DRAFT, None)
        .await
        .expect(204);
    is_overtaken(save(&app, "mine", &read).await, "replaces");
    save(&app, "mine", &json!("yesterday")).await.expect(400);
}

#[tokio::test]
async fn a_draft_that_somebody_else_changed_is_not_committed() {
    let app = setup()
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    let before = served(&app).await;
    let mine = save(&app, "mine", &json!(null)).await.expect(200);
    let read = json!({"draft_updated_at_ms": mine["updated_at_ms"]});
    let theirs = save(&app, "theirs", &mine["updated_at_ms"])
        .await
        .expect(200);

    let refused = app.client.post(COMMIT, &read).await;
    let kept = app.client.get(DRAFT).await.expect(200);
    let after = served(&app).await;
    let read = json!({"draft_updated_at_ms": theirs["updated_at_ms"]});
    let committed = app.client.post(COMMIT, &read).await.expect(200);
    let again = app.client.post(COMMIT, &read).await;

    is_overtaken(refused, "draft_updated_at_ms");
    assert_eq!((kept["files"].clone(), after), (files("theirs"), before));
    assert_eq!(committed["version"], json!(served(&app).await));
    is_overtaken(again, "draft_updated_at_ms");
    app.client.post(COMMIT, &json!({})).await.expect(404);
}
