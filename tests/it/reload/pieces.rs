//! A committed template keeps the pieces of `lib/` that it was committed with.

use serde_json::json;

use super::{save_draft, setup};
use crate::setup::lane;

const LIB: &str = "lib/greeting.libsonnet";

#[tokio::test]
async fn what_is_served_is_previewed_and_tested_with_the_pieces_that_it_was_committed_with() {
    let app = setup()
        .set("templates.source", "api")
        .template("greeting", "{ text: 'never committed' }")
        .file(LIB, "{ word: 'hello' }")
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let source = "local greeting = import 'greeting.libsonnet';\n{ text: greeting.word }";
    save_draft(&app, source).await;
    let commit = "/v1/template/greeting/draft/commit/";
    let committed = app.client.post(commit, &json!({})).await.expect(200);
    let path = app.folder().join("templates").join(LIB);
    std::fs::write(path, "{ word: 'good day' }").expect("the test owns the folder");
    let reload = app.client.post("/v1/template/reload/", &json!({})).await;
    reload.expect(200);

    let preview = "/v1/template/greeting/preview/";
    let preview = app.client.post(preview, &json!({})).await.expect(200);
    let to = json!({"to": {"distinct_id": lane(0)}});
    let test = app.client.post("/v1/template/greeting/test/", &to).await;
    let test = test.expect(202);
    let trigger = test["trigger_id"].as_str().unwrap_or_default();
    let message = app.end(trigger).await;

    assert_eq!(preview["message"]["text"], "hello");
    assert_eq!(app.texts(&lane(0)), ["hello"]);
    let version = committed["version"].as_str().unwrap_or_default();
    let told = super::detail_of(&message, "rendered");
    assert_eq!(told, format!("a test of version {version}"));
}
