//! Real messages are kept for those who change a template: how it does, and what a draft would change.

use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::app::{App, program};
use crate::setup::{API_KEY, Setup, lane};

const GREETING: &str = "function(data) { text: 'hello ' + data.text }";
/// Changes one message, leaves one as it is, and fails on one.
const DRAFT: &str = "function(data) { text: (if data.text == 'Ada' then 'good day ' else 'hello ') \
    + (if data.text == 'Eve' then data.no_such_field else data.text) }";
const SAMPLES: &str = "/v1/template/greeting/sample/";
const DIFF: &str = "/v1/template/greeting/diff/";

/// A Bellhop that keeps every message as a sample, and one more template that is never sent.
fn setup() -> Setup {
    Setup::new()
        .set("templates.watch_seconds", "0")
        .set("templates.sample_seconds", "0")
        .template("greeting", GREETING)
        .file(
            "greeting/workflow.toml",
            "name = 'Greeting'\ncategory = 'system'\nevents = ['CAME']",
        )
}

async fn send(app: &App, text: &str) -> Value {
    let data = json!({"text": text});
    let trigger = app.trigger("greeting", json!(lane(0)), data).await;
    app.end(&trigger).await
}

/// The samples, once there are so many.
async fn samples(app: &App, count: usize) -> Vec<Value> {
    let all = |text: &str| results(text).len() == count;
    let answer = app.get_when(SAMPLES, all).await;
    results(&answer.text)
}

fn results(text: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    answer["results"].as_array().cloned().unwrap_or_default()
}

/// Sends to three people, one after the other.
async fn send_three(app: &App) {
    app.save_channel(&lane(0)).await;
    for (number, text) in ["Ada", "Bob", "Eve"].into_iter().enumerate() {
        send(app, text).await;
        samples(app, number + 1).await;
    }
}

#[tokio::test]
async fn the_messages_of_a_template_are_kept_and_the_list_says_how_it_does() {
    let app = setup().start().await;
    app.save_channel(&lane(0)).await;

    let good = send(&app, "Ada").await;
    samples(&app, 1).await;
    app.write_template("greeting", "function(data) { text: data.no_such_field }");
    app.client.post("/v1/template/reload/", &json!({})).await;
    let bad = send(&app, "Bob").await;
    let samples = samples(&app, 2).await;
    let draft = json!({"files": {"template.jsonnet": "{ text: 'new' }"}});
    let path = "/v1/template/only-a-draft/draft/";
    app.client.call(Method::PUT, path, Some(&draft)).await;
    let list = app.client.get("/v1/template/").await.expect(200);
    let one = app.client.get("/v1/template/greeting/").await.expect(200);

    assert_eq!(samples[0]["message_id"], bad["id"]);
    assert_eq!(samples[0]["failed"], true, "{samples:#?}");
    assert_eq!(samples[0]["reason"], "template_error", "{samples:#?}");
    assert_eq!(samples[1]["message_id"], good["id"]);
    assert_eq!(samples[1]["distinct_id"], lane(0));
    assert_eq!(samples[1]["failed"], false, "{samples:#?}");
    assert_eq!(samples[1]["data"]["text"], "Ada", "{samples:#?}");
    assert_ne!(samples[0]["version"], samples[1]["version"]);
    let lines = list["results"].as_array().cloned().unwrap_or_default();
    let slugs: Vec<_> = lines.iter().map(|line| &line["slug"]).collect();
    assert_eq!(slugs, ["greeting", "note", "only-a-draft"]);
    let greeting = &lines[0];
    assert_eq!(greeting["last_rendered_at_ms"], samples[1]["at_ms"]);
    assert_eq!(greeting["last_failed_at_ms"], samples[0]["at_ms"]);
    let why = greeting["last_failure"].as_str().unwrap_or_default();
    assert!(why.contains("no_such_field"), "{list:#}");
    assert_eq!(
        [
            &greeting["name"],
            &greeting["category"],
            &greeting["events"]
        ],
        [&json!("Greeting"), &json!("system"), &json!(["CAME"])]
    );
    assert_eq!(lines[1]["last_rendered_at_ms"], Value::Null);
    assert_eq!(lines[2]["version"], Value::Null);
    assert!(lines[2]["draft_updated_at_ms"].is_u64(), "{list:#}");
    assert_eq!(
        (&list["source"], &one["source"]),
        (&json!("files"), &json!("files"))
    );
    assert_eq!(one["last_failure"], greeting["last_failure"]);
    assert!(one["files"]["template.jsonnet"].is_string(), "{one:#}");
}

/// When the template was last rendered, as the list says.
fn last_rendered(text: &str) -> Option<u64> {
    results(text).first()?["last_rendered_at_ms"].as_u64()
}

#[tokio::test]
async fn what_is_kept_is_bounded_by_count_and_size() {
    let app = setup()
        .set("templates.samples_max", "2")
        .set("templates.sample_bytes_max", "2000")
        .start()
        .await;
    app.save_channel(&lane(0)).await;

    for text in ["one", "two", "three"] {
        send(&app, text).await;
        app.get_when(SAMPLES, |samples| samples.contains(text))
            .await;
    }
    let newest = samples(&app, 2).await[0]["at_ms"].as_u64();
    send(&app, &"long ".repeat(500)).await;
    let noted = |text: &str| last_rendered(text) > newest;
    app.get_when("/v1/template/", noted).await;
    let samples = samples(&app, 2).await;

    let texts = [0, 1].map(|number| &samples[number]["data"]["text"]);
    assert_eq!(texts, ["three", "two"]);
}

#[tokio::test]
async fn no_data_is_kept_where_that_is_switched_off() {
    let app = setup().set("templates.samples_max", "0").start().await;
    app.save_channel(&lane(0)).await;

    send(&app, "Ada").await;
    let noted = |text: &str| last_rendered(text).is_some();
    app.get_when("/v1/template/", noted).await;

    assert!(samples(&app, 0).await.is_empty());
}

#[tokio::test]
async fn a_diff_says_what_a_draft_would_change_in_real_messages_and_sends_nothing() {
    let app = setup().start().await;
    send_three(&app).await;
    let files = json!({"files": {"template.jsonnet": DRAFT}});

    let none = app.client.post(DIFF, &json!({})).await;
    let given = app.client.post(DIFF, &files).await.expect(200);
    let path = "/v1/template/greeting/draft/";
    app.client.call(Method::PUT, path, Some(&files)).await;
    let newest = format!("{DIFF}?limit=1");
    let saved = app.client.post(&newest, &json!({})).await.expect(200);
    let lib = json!({
        "files": {"template.jsonnet": "function(data) (import 'words.libsonnet').hello(data.text)"},
        "lib": {"words.libsonnet": "{ hello(name):: { text: 'hello ' + name } }"},
    });
    let lib = app.client.post(DIFF, &lib).await.expect(200);
    let unread = json!({"files": {"template.jsonnet": GREETING, "workflow.toml": "categoryy = 1"}});
    let unread = app.client.post(DIFF, &unread).await.expect(200);

    none.expect(404);
    let counts = |answer: &Value| {
        ["compared", "same", "changed", "failing"].map(|name| answer[name].as_u64())
    };
    assert_eq!(counts(&given), [3, 1, 1, 1].map(Some), "{given:#}");
    let [eve, bob, ada] = [0, 1, 2].map(|number| &given["results"][number]);
    assert_eq!((&ada["same"], &bob["same"]), (&json!(false), &json!(true)));
    assert_eq!(ada["before"]["text"], "hello Ada", "{ada:#}");
    assert_eq!(ada["after"]["text"], "good day Ada", "{ada:#}");
    assert_eq!(bob["change"], "same", "{bob:#}");
    assert_eq!(
        (&eve["change"], &eve["after"]),
        (&json!("failing"), &Value::Null)
    );
    let why = eve["after_problem"]["message"].as_str().unwrap_or_default();
    assert!(why.contains("no_such_field"), "{eve:#}");
    assert_eq!(eve["after_problem"]["line"], 1, "{eve:#}");
    assert_eq!(counts(&saved), [1, 0, 0, 1].map(Some), "{saved:#}");
    assert_eq!(counts(&lib), [3, 3, 0, 0].map(Some), "{lib:#}");
    assert_eq!(counts(&unread), [3, 0, 0, 3].map(Some), "{unread:#}");
    assert_eq!(app.message_count(), 3);
}

/// What `bellhop diff` printed about the template, and its exit code.
async fn diff(app: &App, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(program())
        .arg("diff")
        .args(arguments)
        .env_clear()
        .env("BELLHOP_URL", app.client.url())
        .env("BELLHOP_API_KEY", API_KEY)
        .env("BELLHOP_TEMPLATES__DIR", app.folder().join("templates"))
        .stdin(Stdio::null())
        .output()
        .await
        .expect("the program can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text + &complaint)
}

#[tokio::test]
async fn the_command_shows_what_would_change_if_the_files_went_live() {
    let app = setup().start().await;
    let (nothing_code, nothing) = diff(&app, &["greeting"]).await;
    send_three(&app).await;

    let (same_code, same) = diff(&app, &["greeting"]).await;
    app.write_template("greeting", DRAFT);
    let (failing_code, failing) = diff(&app, &["greeting"]).await;
    let (json_code, json) = diff(&app, &["greeting", "--format", "json", "--limit", "1"]).await;
    let (draft_code, draft) = diff(&app, &["greeting", "--draft"]).await;
    let (wrong_code, wrong) = diff(&app, &["no-such"]).await;

    assert_eq!(nothing_code, 0, "{nothing}");
    assert!(nothing.contains("templates.samples_max"), "{nothing}");
    assert_eq!(same_code, 0, "{same}");
    let all_same = "3 messages compared: 3 the same, 0 changed, 0 failing";
    assert!(same.contains(all_same), "{same}");
    assert_eq!(failing_code, 1, "{failing}");
    let each = "3 messages compared: 1 the same, 1 changed, 1 failing";
    assert!(failing.contains(each), "{failing}");
    assert!(failing.contains("-   \"text\": \"hello Ada\""), "{failing}");
    assert!(
        failing.contains("+   \"text\": \"good day Ada\""),
        "{failing}"
    );
    assert!(failing.contains("no_such_field"), "{failing}");
    let json: Value = serde_json::from_str(&json).unwrap_or_default();
    assert_eq!((json_code, &json["failing"]), (1, &json!(1)), "{json:#}");
    assert_eq!(draft_code, 1, "{draft}");
    assert!(
        draft.contains("a draft of template 'greeting' not found"),
        "{draft}"
    );
    assert_eq!(wrong_code, 2, "{wrong}");
    assert!(wrong.contains("there is no template no-such"), "{wrong}");
}
