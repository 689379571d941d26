//! Templates: whatever one does, it fails its own message and nothing else.

use std::path::Path;

use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

async fn send(app: &App, template: &str, data: Value) -> Value {
    app.end(&app.trigger(template, json!(lane(0)), data).await)
        .await
}

#[tokio::test]
async fn a_render_error_fails_its_message_with_place_and_reason_while_others_go() {
    let picky =
        "function(data)\n  local order = data.order;\n  { text: 'order %d' % order.number }";
    let app = Setup::new().template("picky", picky).start().await;
    app.save_channel(&lane(0)).await;

    let before = send(&app, "picky", json!({"order": {"number": 1}})).await;
    let failed = send(&app, "picky", json!({"order": {"name": "none"}})).await;
    let after = send(&app, "picky", json!({"order": {"number": 2}})).await;

    assert_eq!(
        (&before["status"], &after["status"]),
        (&json!("delivered"), &json!("delivered"))
    );
    assert_eq!(
        (&failed["status"], &failed["reason"]),
        (&json!("failed"), &json!("template_error"))
    );
    let detail = failed["detail"].as_str().unwrap_or_default();
    for part in ["picky", "template.jsonnet:3", "number"] {
        assert!(detail.contains(part), "{part} is not in: {detail}");
    }
    assert_eq!(app.texts(&lane(0)), ["order 1", "order 2"]);
    let counted = r#"bellhop_template_errors_total{reason="template_error"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
}

#[tokio::test]
async fn a_message_that_slack_would_refuse_is_refused_here_and_says_where() {
    let huge = "[{ type: 'section', fields: std.makeArray(11, function(i) { type: 'mrkdwn', text: 'x' }) }]";
    let app = Setup::new().template("huge", huge).start().await;
    app.save_channel(&lane(0)).await;

    let failed = send(&app, "huge", json!({})).await;

    assert_eq!(
        (&failed["status"], &failed["reason"]),
        (&json!("failed"), &json!("invalid_message"))
    );
    assert!(
        failed["detail"].to_string().contains("/blocks/0"),
        "{failed:#}"
    );
    assert_eq!(app.calls("chat.postMessage"), 0);
}

#[tokio::test]
async fn a_long_text_arrives_in_parts_and_the_timeline_says_so() {
    let long = "function(data) { text: 'log', blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: std.repeat('word ', 1000) } } ] }";
    let app = Setup::new().template("long", long).start().await;
    app.save_channel(&lane(0)).await;

    let ended = send(&app, "long", json!({})).await;

    assert_eq!(ended["status"], "delivered", "{ended:#}");
    let said = "5000 characters are more than Slack takes; it was split into 2 sections";
    assert!(ended.to_string().contains(said), "{ended:#}");
}

#[tokio::test]
async fn a_mention_of_everybody_reaches_slack_only_from_a_workflow_that_may() {
    let app = Setup::new()
        .template("ping", "{ text: '<!channel> the office burns' }")
        .start()
        .await;
    app.save_channel(&lane(0)).await;

    let failed = send(&app, "ping", json!({})).await;

    assert_eq!(failed["reason"], "invalid_message", "{failed:#}");
    assert!(failed["detail"].to_string().contains("broadcast_mentions"));
    assert_eq!(app.calls("chat.postMessage"), 0);
}

#[tokio::test]
async fn a_template_that_loops_or_eats_memory_goes_over_its_budget_and_the_service_stays_up() {
    let app = Setup::new()
        .template(
            "loop",
            "local f(x) = f(x + 1) tailstrict; function(data) { text: f(0) }",
        )
        .template(
            "eat",
            "local f(x) = f(x + x) tailstrict; function(data) { text: f('eat') }",
        )
        .start()
        .await;
    app.save_channel(&lane(0)).await;

    let looped = send(&app, "loop", json!({})).await;
    let ate = send(&app, "eat", json!({})).await;
    let after = send(&app, "note", json!({"text": "still here"})).await;

    for ended in [looped, ate] {
        assert_eq!(ended["status"], "failed", "{ended:#}");
        assert_eq!(ended["reason"], "template_over_budget", "{ended:#}");
    }
    assert_eq!(after["status"], "delivered");
    assert_eq!(app.texts(&lane(0)), ["still here"]);
    app.client.get("/health/ready").await.expect(200);
}

#[tokio::test]
async fn a_template_that_keeps_ending_its_helpers_is_quarantined() {
    let setup = Setup::new()
        .set("templates.quarantine_after", "2")
        .template(
            "loop",
            "local f(x) = f(x + 1) tailstrict; function(data) { text: f(0) }",
        );
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;

    let mut reasons = Vec::new();
    for _ in 0..3 {
        reasons.push(send(&app, "loop", json!({})).await["reason"].clone());
    }

    let over = "template_over_budget";
    assert_eq!(reasons, [over, over, "template_quarantined"]);
}

#[tokio::test]
async fn every_template_that_bellhop_ships_is_delivered_with_its_example() {
    let app = Setup::new().shipped_templates().start().await;
    app.save_channel(&lane(0)).await;
    let folder = crate::setup::repository().join("templates");
    let mut slugs: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| folder.join(name).join("example.json").is_file())
        .collect();
    slugs.sort();
    assert!(!slugs.is_empty());

    for slug in &slugs {
        let ended = send_example(&app, &folder.join(slug).join("example.json"), slug).await;
        assert_eq!(ended["status"], "delivered", "{ended:#}");
    }

    // The note on an incident and the incident share a card.
    assert_eq!(app.texts(&lane(0)).len(), slugs.len() - 1);
}

/// Sends a template with its example, whose names with a `$` are what Bellhop makes of recipient and
/// actor.
async fn send_example(app: &App, path: &Path, slug: &str) -> Value {
    let example = std::fs::read(path).expect("it was there a moment ago");
    let mut data: Value = serde_json::from_slice(&example).expect("an example is JSON");
    let (mut person, actor) = (data["$recipient"].take(), data["$actor"].take());
    person["distinct_id"] = json!(lane(0));
    person["$skip_create"] = json!(true);
    let fields = data.as_object_mut().expect("an example is an object");
    fields.retain(|name, _| !name.starts_with('$'));
    let body = json!({"workflow": slug, "recipients": [person], "actor": actor, "data": data});
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    app.end(answer["message_id"].as_str().expect("it has an id"))
        .await
}
