//! What is served after a restart when the folder is not what it was.

use serde_json::{Value, json};

use super::{BROKEN, EXAMPLE, GREETING, reload, save_draft, send, served, setup};
use crate::setup::lane;

#[tokio::test]
async fn after_a_restart_a_broken_file_is_refused_and_the_last_good_version_is_served() {
    let mut app = setup()
        .template("greeting", GREETING)
        .file("greeting/example.json", EXAMPLE)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let good = served(&app).await;

    assert!(app.terminate().await.success());
    app.write_template("greeting", BROKEN);
    app.restart().await;
    let health = app.client.get("/v1/template/greeting/").await.expect(200);
    let sent = send(&app, "Ada").await;
    app.write_template("greeting", &GREETING.replace("hello", "good day"));
    reload(&app).await;
    send(&app, "Grace").await;

    assert_eq!(
        (&health["version"], &health["problem"]),
        (&json!(good), &Value::Null),
        "{health:#}"
    );
    assert_eq!(health["refused"]["line"], 2, "{health:#}");
    assert_eq!(sent["status"], "delivered", "{sent:#}");
    assert_eq!(app.texts(&lane(0)), ["hello Ada", "good day Grace"]);
}

#[tokio::test]
async fn a_restart_survives_a_folder_that_cannot_be_read_if_it_was_served_before() {
    let mut app = setup().template("greeting", GREETING).start().await;
    app.save_channel(&lane(0)).await;
    let wrong = app.folder().join("templates/greeting/workflow.toml");

    assert!(app.terminate().await.success());
    std::fs::write(wrong, "categoryy = 'system'").expect("the test owns the folder");
    app.restart().await;
    let health = app.client.get("/v1/template/greeting/").await.expect(200);
    let sent = send(&app, "Ada").await;

    let refused = health["refused"]["message"].as_str().unwrap_or_default();
    assert!(refused.contains("categoryy"), "{health:#}");
    assert_eq!(sent["status"], "delivered", "{sent:#}");
}

#[tokio::test]
async fn a_committed_version_is_served_after_a_restart_whatever_the_folder_holds() {
    let mut app = setup()
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    save_draft(&app, &GREETING.replace("hello", "good day")).await;
    let commit = "/v1/template/greeting/draft/commit/";
    app.client.post(commit, &json!({})).await.expect(200);
    let wrong = app.folder().join("templates/greeting/workflow.toml");

    assert!(app.terminate().await.success());
    std::fs::write(wrong, "categoryy = 'system'").expect("the test owns the folder");
    app.restart().await;
    let health = app.client.get("/v1/template/greeting/").await.expect(200);
    send(&app, "Ada").await;

    assert_eq!(
        (&health["refused"], &health["problem"]),
        (&Value::Null, &Value::Null),
        "{health:#}"
    );
    assert_eq!(app.texts(&lane(0)), ["good day Ada"]);
}
