//! The JSON Schema of a workflow's data: what does not fit is refused at the door, by name; of an event,
//! only the workflows that it does not fit are left out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, WORKSPACE, lane};

const TEMPLATE: &str = "function(data) { text: data.order + ' for ' + data.total + data.currency }";
const SCHEMA: &str = r##"{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["order", "total", "currency"],
    "additionalProperties": false,
    "properties": {
        "order": {"$ref": "#/$defs/order"},
        "total": {"type": "number", "minimum": 0},
        "currency": {"enum": ["EUR", "USD"]}
    },
    "$defs": {"order": {"type": "string", "pattern": "^[A-Z]-[0-9]+$"}}
}"##;
const WORKFLOW: &str = "events = ['order shipped']\n[defaults]\ncurrency = 'EUR'\n";
const EXAMPLE: &str = r#"{"order": "A-1", "total": 5, "currency": "USD", "$recipient": {}}"#;

fn setup() -> Setup {
    Setup::new()
        .set("templates.watch_seconds", "0")
        .template("order", TEMPLATE)
        .file("order/schema.json", SCHEMA)
        .file("order/workflow.toml", WORKFLOW)
        .file("order/example.json", EXAMPLE)
}

async fn post(app: &App, data: Value) -> crate::client::Answer {
    let body = json!({"workflow": "order", "recipients": [lane(0)], "data": data});
    app.client.post("/trigger/", &body).await
}

fn message_of(refused: &Value) -> &str {
    refused["message"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn data_that_does_not_fit_is_refused_by_pointer_value_and_rule() {
    let app = setup().start().await;
    app.save_channel(&lane(0)).await;

    let wrong = post(&app, json!({"order": "A-17", "total": -5})).await;
    let missing = post(&app, json!({"total": 5})).await;
    let good = json!({"order": "A-17", "total": 5});
    let trigger = app.trigger("order", json!(lane(0)), good).await;
    app.end(&trigger).await;

    assert_eq!(
        message_of(&wrong.expect(400)),
        "data of workflow 'order': /total must be at least 0 (schema.json: /properties/total/minimum), and is -5"
    );
    let missing = missing.expect(400);
    assert!(
        message_of(&missing).contains("the data must have the key \"order\""),
        "{missing:#}"
    );
    assert_eq!(app.texts(&lane(0)), ["A-17 for 5EUR"]);
    let log = app.log.text();
    assert!(log.contains("/total must be at least 0"), "{log}");
    assert!(!log.contains("and is -5"), "{log}");
}

#[tokio::test]
async fn of_many_triggers_only_those_that_do_not_fit_are_refused_and_old_arrays_as_a_whole() {
    let app = setup().start().await;
    app.save_channel(&lane(0)).await;
    let new = |data: Value| json!({"workflow": "order", "recipients": [lane(0)], "data": data});
    let old = |data: Value| {
        json!({
            "name": "n", "template": "order", "notification_category": "transactional",
            "users": [{"distinct_id": lane(0)}], "data": data,
        })
    };
    let (good, bad) = (
        json!({"order": "A-1", "total": 1}),
        json!({"order": 1, "total": 1}),
    );

    let many = json!([new(bad.clone()), new(good.clone())]);
    let many = app.client.post("/trigger/", &many).await.expect(207);
    let path = format!("/{WORKSPACE}/trigger/");
    let array = json!([old(good), old(bad)]);
    let array = app.client.post_signed(&path, &array).await.expect(400);
    app.slack_is(|slack| slack.message_count() == 1).await;

    let status = |number: usize| many["records"][number]["status_code"].clone();
    assert_eq!((status(0), status(1)), (json!(400), json!(202)), "{many:#}");
    let why = message_of(&array);
    assert!(
        why.contains("[1]") && why.contains("/order must be of type string"),
        "{why}"
    );
    assert_eq!(app.texts(&lane(0)), ["A-1 for 1EUR"]);
}

#[tokio::test]
async fn an_event_starts_the_workflows_that_it_fits_and_the_others_say_why_not() {
    let app = setup()
        .template("audit", "function(data) { text: 'audit ' + data.order }")
        .file("audit/workflow.toml", "events = ['order shipped']")
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let body = json!({
        "distinct_id": lane(0), "event": "order shipped",
        "properties": {"order": "order 17 of Ada", "total": 5},
    });

    let trigger = app.client.post("/v2/event/", &body).await.expect(202);
    let trigger = trigger["message_id"].as_str().unwrap_or_default();
    let messages = app.ended(trigger, 2).await;

    assert_eq!(app.texts(&lane(0)), ["audit order 17 of Ada"]);
    let refused = messages.iter().find(|it| it["template"] == "order");
    let refused = refused.expect("it is on record");
    assert_eq!(
        (&refused["status"], &refused["reason"]),
        (&json!("refused"), &json!("schema_mismatch"))
    );
    let id = refused["id"].as_str().unwrap_or_default();
    let why = app.command(&["explain", id]).await;
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "not what the workflow's schema",
        "/order must match the pattern ^[A-Z]-[0-9]+$",
        "Send the event with properties that fit",
    ] {
        assert!(why.contains(said), "it does not say {said:?}: {why}");
    }
    assert!(!refused.to_string().contains("17 of Ada"), "{refused:#}");
    let counted = r#"bellhop_messages_total{outcome="refused",reason="schema_mismatch"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
}

#[tokio::test]
async fn a_schema_that_is_wrong_or_that_the_example_does_not_fit_is_not_served() {
    let app = setup().start().await;
    app.save_channel(&lane(0)).await;
    let write = |text: &str| {
        let path = app.folder().join("templates/order/schema.json");
        std::fs::write(path, text).expect("the test owns the folder");
    };
    let reload = async || {
        let answer = app.client.post("/v1/template/reload/", &json!({})).await;
        answer.expect(200)["refused"]["order"].clone()
    };

    write(r#"{"properties": {"order": {"type": "text"}}}"#);
    let wrong = reload().await;
    write(r#"{"properties": {"order": {"$ref": "https://example.com/order.json"}}}"#);
    let outside = reload().await;
    write(r#"{"properties": {"total": {"type": "string"}}}"#);
    let unfit = reload().await;
    let still = post(&app, json!({"order": 1, "total": 5})).await;
    write("{}");
    let mended = reload().await;
    let anything = post(&app, json!({"order": 1, "total": 5})).await;

    let message = |problem: &Value| message_of(problem).to_owned();
    assert!(
        message(&wrong)
            .contains("schema.json is not a JSON Schema for data: /properties/order/type"),
        "{wrong:#}"
    );
    assert!(message(&outside).contains("example.com"), "{outside:#}");
    assert!(
        message(&unfit).contains("/total must be of type string"),
        "{unfit:#}"
    );
    assert_eq!(
        (&unfit["file"], &unfit["example"]),
        (&json!("order/example.json"), &json!("example.json"))
    );
    still.expect(400);
    assert_eq!(mended, Value::Null);
    anything.expect(202);
}

#[tokio::test]
async fn a_drafts_schema_is_checked_too_and_holds_once_it_is_committed() {
    let app = setup().set("templates.source", "api").start().await;
    app.save_channel(&lane(0)).await;
    let path = "/v1/template/order/draft/";
    let save = async |schema: Value, example: Value| {
        let files = json!({"files": {
            "template.jsonnet": TEMPLATE, "workflow.toml": WORKFLOW,
            "schema.json": schema.to_string(), "example.json": example.to_string(),
        }});
        app.client
            .call(Method::PUT, path, Some(&files))
            .await
            .expect(200)
    };
    let schema = |kind: &str| json!({"properties": {"order": {"type": kind}}});
    let example = json!({"order": "A-1", "total": 5});

    let wrong = save(schema("strin"), example.clone()).await;
    let unfit = save(schema("integer"), example).await;
    let refused = app.client.post(&format!("{path}commit/"), &json!({})).await;
    let good = save(
        schema("integer"),
        json!({"order": 17, "total": 5, "currency": "EUR"}),
    )
    .await;
    let committed = app.client.post(&format!("{path}commit/"), &json!({})).await;
    let text = post(&app, json!({"order": "A-1", "total": 5})).await;
    let number = post(&app, json!({"order": 17, "total": 5})).await;

    assert!(
        message_of(&wrong["problem"]).contains("not a JSON Schema"),
        "{wrong:#}"
    );
    assert_eq!(wrong["problem"]["file"], "order/schema.json");
    assert!(
        message_of(&unfit["problem"]).contains("must be of type integer"),
        "{unfit:#}"
    );
    refused.expect(400);
    assert_eq!(good["problem"], Value::Null);
    committed.expect(200);
    text.expect(400);
    number.expect(202);
}
