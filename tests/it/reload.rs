//! Templates change while the service runs: nothing is dropped, what is broken never replaces what
//! works, and what failed is made good.

mod drafts;
mod overtaken;
mod pieces;
mod restart;

use reqwest::Method;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

const GREETING: &str = "function(data) { text: 'hello ' + data.text }";
const BROKEN: &str = "function(data)\n  { text: data.no_such_field }";
const EXAMPLE: &str = r#"{"text": "example"}"#;

/// A Bellhop that looks at its templates only when it is told to.
fn setup() -> Setup {
    Setup::new().set("templates.watch_seconds", "0")
}

async fn reload(app: &App) -> Value {
    let answer = app.client.post("/v1/template/reload/", &json!({})).await;
    answer.expect(200)
}

async fn send(app: &App, text: &str) -> Value {
    let data = json!({"text": text});
    let trigger = app.trigger("greeting", json!(lane(0)), data).await;
    app.end(&trigger).await
}

fn detail_of<'a>(message: &'a Value, what: &str) -> &'a str {
    let timeline = message["timeline"].as_array();
    let mut steps = timeline.into_iter().flatten();
    let step = steps.find(|step| step["what"] == what);
    step.and_then(|step| step["detail"].as_str())
        .unwrap_or_default()
}

#[tokio::test]
async fn nothing_is_dropped_while_templates_are_reloaded_under_traffic() {
    const ROUNDS: usize = 30;
    let app = setup().template("greeting", GREETING).start().await;
    app.save_channel(&lane(0)).await;

    let sending = async {
        for number in 0..ROUNDS * 10 {
            let data = json!({"text": number.to_string()});
            app.trigger("greeting", json!(lane(0)), data).await;
        }
    };
    let reloading = async {
        for round in 0..ROUNDS {
            let source = GREETING.replace("hello", &format!("hello from {round},"));
            app.write_template("greeting", &source);
            let answer = reload(&app).await;
            assert_eq!(answer["refused"], json!({}), "{answer:#}");
        }
    };
    tokio::join!(sending, reloading);
    app.slack_is(|slack| slack.message_count() == ROUNDS * 10)
        .await;

    let texts = app.texts(&lane(0));
    let numbers: Vec<usize> = texts
        .iter()
        .filter_map(|text| text.rsplit(' ').next()?.parse().ok())
        .collect();
    let all: Vec<usize> = (0..ROUNDS * 10).collect();
    assert_eq!(numbers, all);
    assert_eq!(app.calls("chat.postMessage"), (ROUNDS * 10) as u64);
}

#[tokio::test]
async fn a_broken_draft_never_replaces_a_working_version_and_says_what_is_wrong() {
    let app = setup()
        .template("greeting", GREETING)
        .file("greeting/example.json", EXAMPLE)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    app.write_template("greeting", BROKEN);

    let answer = reload(&app).await;
    let sent = send(&app, "Ada").await;

    assert_eq!(answer["refused"]["greeting"]["line"], 2, "{answer:#}");
    assert_eq!(sent["status"], "delivered", "{sent:#}");
    assert_eq!(app.texts(&lane(0)), ["hello Ada"]);
    let list = app.client.get("/v1/template/").await.expect(200);
    let health = &list["results"][0];
    assert_eq!(
        (&health["slug"], &health["problem"]),
        (&json!("greeting"), &Value::Null)
    );
    let refused = health["refused"]["message"].as_str().unwrap_or_default();
    assert!(refused.contains("no_such_field"), "{list:#}");
    let counted = r#"bellhop_template_reloads_total{result="refused"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
}

#[tokio::test]
async fn a_saved_file_is_served_without_being_asked_for_and_messages_name_their_version() {
    let app = Setup::new()
        .set("templates.watch_seconds", "1")
        .template("greeting", GREETING)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let version = |list: &Value| list["results"][0]["version"].as_str().map(str::to_owned);
    let path = "/v1/template/";
    let old = version(&app.client.get(path).await.expect(200)).unwrap_or_default();

    let first = send(&app, "Ada").await;
    app.write_template("greeting", &GREETING.replace("hello", "good day"));
    let list = app.get_when(path, |text| !text.contains(&old)).await.json();
    let second = send(&app, "Ada").await;

    assert_eq!(app.texts(&lane(0)), ["hello Ada", "good day Ada"]);
    assert_eq!(detail_of(&first, "rendered"), format!("version {old}"));
    let new = version(&list).unwrap_or_default();
    assert_eq!(detail_of(&second, "rendered"), format!("version {new}"));
}

#[tokio::test]
async fn a_hang_up_has_changed_files_served_at_once() {
    let app = setup().template("greeting", GREETING).start().await;
    app.save_channel(&lane(0)).await;
    let path = "/v1/template/greeting/";
    let old = served(&app).await;

    app.write_template("greeting", &GREETING.replace("hello", "good day"));
    app.signal(Signal::HUP);
    app.get_when(path, |text| !text.contains(&old)).await;
    send(&app, "Ada").await;

    assert_eq!(app.texts(&lane(0)), ["good day Ada"]);
    let counted = r#"bellhop_template_reloads_total{result="served"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
}

#[tokio::test]
async fn the_fallback_text_is_sent_when_the_template_fails_and_the_timeline_says_so() {
    let app = setup()
        .template("greeting", BROKEN)
        .file(
            "greeting/workflow.toml",
            "fallback = 'text'\nfallback_text = 'Something came for {{text}}.'",
        )
        .start()
        .await;
    app.save_channel(&lane(0)).await;

    let sent = send(&app, "<!channel>").await;

    assert_eq!(sent["status"], "delivered", "{sent:#}");
    assert_eq!(
        app.texts(&lane(0)),
        ["Something came for &lt;!channel&gt;."]
    );
    let detail = detail_of(&sent, "rendered");
    assert!(
        detail.starts_with("the fallback text was taken"),
        "{detail}"
    );
    assert!(detail.contains("template.jsonnet:2"), "{detail}");
    let counted = r#"bellhop_template_failures_total{template="greeting"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
}

#[tokio::test]
async fn what_a_template_failed_on_is_sent_again_when_it_is_fixed_if_the_workflow_says_so() {
    let app = setup()
        .template("greeting", BROKEN)
        .file("greeting/workflow.toml", "redeliver = true")
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    for text in ["one", "two"] {
        assert_eq!(send(&app, text).await["reason"], "template_error");
    }
    let parked = |text: &str| text.matches("template_error").count() == 2;
    app.get_when("/v1/dead_letter/", parked).await;

    app.write_template("greeting", GREETING);
    reload(&app).await;
    app.slack_is(|slack| slack.message_count() == 2).await;

    assert_eq!(app.texts(&lane(0)), ["hello one", "hello two"]);
    let none = |text: &str| text.contains(r#""results":[]"#);
    app.get_when("/v1/dead_letter/", none).await;
}

#[tokio::test]
async fn a_workflow_whose_folder_is_gone_is_no_longer_known() {
    let app = setup().template("greeting", GREETING).start().await;
    app.save_channel(&lane(0)).await;
    let folder = app.folder().join("templates/greeting");
    std::fs::remove_dir_all(folder).expect("the test owns the folder");

    let answer = reload(&app).await;
    let body = json!({"workflow": "greeting", "recipients": [lane(0)]});
    let refused = app.client.post("/trigger/", &body).await;

    assert_eq!(answer["removed"], json!(["greeting"]));
    refused.expect(404);
}

/// The version of the template `greeting` that is served.
async fn served(app: &App) -> String {
    let template = app.client.get("/v1/template/greeting/").await.expect(200);
    let version = template["version"].as_str();
    version.unwrap_or_default().to_owned()
}

async fn save_draft(app: &App, source: &str) -> Value {
    let files = json!({"files": {"template.jsonnet": source, "example.json": EXAMPLE}});
    let path = "/v1/template/greeting/draft/";
    let answer = app.client.call(Method::PUT, path, Some(&files)).await;
    answer.expect(200)
}
