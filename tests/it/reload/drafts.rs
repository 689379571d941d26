//! Drafts over the API: tried, committed, gone back from.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BROKEN, EXAMPLE, GREETING, reload, save_draft, send, served, setup};
use crate::setup::{Setup, lane};

#[tokio::test]
async fn a_preview_renders_a_draft_and_changes_nothing() {
    let app = setup()
        .template("greeting", GREETING)
        .file("greeting/example.json", EXAMPLE)
        .start()
        .await;
    let path = "/v1/template/greeting/preview/";
    let draft =
        |source: &str| json!({"files": {"template.jsonnet": source}, "data": {"text": "Ada"}});

    let live = app.client.post(path, &json!({})).await.expect(200);
    let good = GREETING.replace("hello", "draft");
    let good = app.client.post(path, &draft(&good)).await.expect(200);
    let bad = app.client.post(path, &draft(BROKEN)).await.expect(200);
    let leaving = json!({"files": {"../x.jsonnet": "1", "template.jsonnet": "{}"}});
    let leaving = app.client.post(path, &leaving).await.expect(200);

    assert_eq!(live["message"]["text"], "hello example");
    assert_eq!(good["message"]["text"], "draft Ada");
    assert_eq!(
        (&bad["message"], &bad["problem"]["line"]),
        (&Value::Null, &json!(2))
    );
    let why = leaving["problem"]["message"].as_str().unwrap_or_default();
    assert!(why.contains("stays in the folder"), "{leaving:#}");
    let list = app.client.get("/v1/template/").await.expect(200);
    assert_eq!(list["results"][0]["refused"], Value::Null);
}

#[tokio::test]
async fn a_draft_is_tried_committed_and_gone_back_from_over_the_api() {
    let mut app = setup()
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let first = served(&app).await;
    let commit = "/v1/template/greeting/draft/commit/";

    let bad = save_draft(&app, BROKEN).await;
    let refused = app.client.post(commit, &json!({})).await.expect(400);
    send(&app, "one").await;
    let good = save_draft(&app, &GREETING.replace("hello", "good day")).await;
    let note = json!({"note": "friendlier"});
    let committed = app.client.post(commit, &note).await.expect(200);
    send(&app, "two").await;
    assert!(app.terminate().await.success());
    app.restart().await;
    send(&app, "three").await;
    let back = json!({"version": first});
    let rolled = app
        .client
        .post("/v1/template/greeting/rollback/", &back)
        .await;
    let rolled = rolled.expect(200);
    send(&app, "four").await;

    assert_eq!(bad["problem"]["line"], 2, "{bad:#}");
    let why = refused["message"].as_str().unwrap_or_default();
    assert!(why.contains("no_such_field"), "{refused:#}");
    assert_eq!(
        (&good["problem"], &good["version"]),
        (&Value::Null, &committed["version"])
    );
    assert_eq!(rolled["version"], json!(first));
    let texts = ["hello one", "good day two", "good day three", "hello four"];
    assert_eq!(app.texts(&lane(0)), texts);
    let history = app
        .client
        .get("/v1/template/greeting/history/")
        .await
        .expect(200);
    let lines = history["results"].as_array().cloned().unwrap_or_default();
    let notes: Vec<_> = lines
        .iter()
        .map(|line| (&line["source"], &line["note"]))
        .collect();
    assert_eq!(
        notes,
        [
            (&json!("api"), &json!(format!("back to {first}"))),
            (&json!("api"), &json!("friendlier")),
            (&json!("files"), &json!("")),
        ]
    );
    app.client
        .get("/v1/template/greeting/draft/")
        .await
        .expect(404);
}

#[tokio::test]
async fn with_files_a_draft_can_be_tried_and_only_files_say_what_is_served() {
    let app = setup().template("greeting", GREETING).start().await;
    save_draft(&app, &GREETING.replace("hello", "draft")).await;

    let commit = app
        .client
        .post("/v1/template/greeting/draft/commit/", &json!({}))
        .await;
    let path = "/v1/template/greeting/draft/";
    app.client
        .call(Method::DELETE, path, None)
        .await
        .expect(204);
    app.write_template("greeting", &GREETING.replace("hello", "file"));
    reload(&app).await;

    let why = commit.expect(400)["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(why.contains("templates.source"), "{why}");
    app.client.get(path).await.expect(404);
    let history = app
        .client
        .get("/v1/template/greeting/history/")
        .await
        .expect(200);
    let lines = history["results"].as_array().cloned().unwrap_or_default();
    assert_eq!(lines.len(), 2, "{history:#}");
    assert_eq!(lines[0]["version"], json!(served(&app).await));
}

#[tokio::test]
async fn a_version_that_one_process_commits_is_served_by_the_others() {
    let app = Setup::new()
        .for_workers()
        .set("templates.watch_seconds", "1")
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    let worker = app.add_worker().await;
    worker.owns(4).await;
    app.save_channel(&lane(0)).await;

    save_draft(&app, &GREETING.replace("hello", "good day")).await;
    let commit = app
        .client
        .post("/v1/template/greeting/draft/commit/", &json!({}))
        .await;
    commit.expect(200);
    let counted = r#"bellhop_template_reloads_total{result="served"} 1"#;
    worker.shows(|metrics| metrics.contains(counted)).await;
    let data = json!({"text": "Ada"});
    app.trigger("greeting", json!(lane(0)), data).await;
    app.slack_is(|slack| slack.message_count() == 1).await;

    assert_eq!(app.texts(&lane(0)), ["good day Ada"]);
    worker.terminate().await;
}

/// A text of more characters than a section holds, after a mention of everybody in its channel.
const LOUD: &str = "function(data) { text: 'x', blocks: [{ type: 'section',
  text: { type: 'mrkdwn', text: '<!channel> ' + std.repeat('word ', 700) } }] }";

#[tokio::test]
async fn what_a_draft_says_of_long_texts_and_mentions_holds_in_its_preview_and_once_it_is_committed()
 {
    let app = setup()
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let files = |workflow: &str| {
        json!({"files": {
            "template.jsonnet": LOUD, "workflow.toml": workflow, "example.json": EXAMPLE,
        }})
    };
    let granted = "long_text = 'cut'\nbroadcast_mentions = true";
    let preview = async |workflow: &str| {
        let path = "/v1/template/greeting/preview/";
        app.client.post(path, &files(workflow)).await.expect(200)
    };
    let save = async |workflow: &str| {
        let (path, files) = ("/v1/template/greeting/draft/", files(workflow));
        let answer = app.client.call(Method::PUT, path, Some(&files)).await;
        answer.expect(200)
    };
    let commit = "/v1/template/greeting/draft/commit/";

    let quiet = preview("long_text = 'cut'").await;
    let strict = preview("long_text = 'refuse'\nbroadcast_mentions = true").await;
    let split = preview("broadcast_mentions = true").await;
    let cut = preview(granted).await;
    let bad = save("long_text = 'cut'").await;
    app.client.post(commit, &json!({})).await.expect(400);
    let good = save(granted).await;
    app.client.post(commit, &json!({})).await.expect(200);
    let sent = send(&app, "Ada").await;

    let rule = |answer: &Value| answer["problem"]["findings"][0]["rule"].clone();
    assert_eq!(
        (rule(&quiet), rule(&bad)),
        (json!("capability"), json!("capability"))
    );
    assert_eq!(rule(&strict), "length");
    let blocks = |answer: &Value| answer["message"]["blocks"].as_array().map(Vec::len);
    assert_eq!((blocks(&split), blocks(&cut)), (Some(2), Some(1)));
    let told = good["warnings"][0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("cut"), "{good:#}");
    assert_eq!(sent["status"], "delivered", "{sent:#}");
    let messages = app.sim.messages(&lane(0));
    assert_eq!(messages.len(), 1);
    let arrived = &messages[0].blocks;
    assert_eq!(json!(arrived), cut["message"]["blocks"]);
}

#[tokio::test]
async fn the_folder_says_what_is_served_until_a_version_is_committed_over_it() {
    let app = setup()
        .set("templates.source", "api")
        .template("greeting", GREETING)
        .start()
        .await;
    app.save_channel(&lane(0)).await;

    let unchanged = reload(&app).await;
    app.write_template("greeting", &GREETING.replace("hello", "file"));
    let changed = reload(&app).await;
    send(&app, "one").await;
    save_draft(&app, &GREETING.replace("hello", "committed")).await;
    let commit = "/v1/template/greeting/draft/commit/";
    app.client.post(commit, &json!({})).await.expect(200);
    app.write_template("greeting", &GREETING.replace("hello", "later"));
    let passed_over = reload(&app).await;
    send(&app, "two").await;

    assert_eq!(unchanged["served"], json!({}));
    assert_eq!(changed["served"].as_object().map(|it| it.len()), Some(1));
    assert_eq!(passed_over["served"], json!({}));
    assert_eq!(app.texts(&lane(0)), ["file one", "committed two"]);
}
