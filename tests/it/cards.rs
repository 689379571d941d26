//! Cards: messages with a key share one post, that lives and changes.

mod ephemeral;
mod marks;
mod merged;
mod survive;
mod threads;

use bellhop_sim::Message;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, WEBHOOK, lane};

/// Sends `text` into a channel with what `more` says, by the template `note`; gives the trigger's id.
async fn send(app: &App, recipient: &str, text: &str, more: Value) -> String {
    let mut body = json!({"workflow": "note", "recipients": [recipient], "data": {"text": text}});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    let id = answer["message_id"].as_str();
    id.expect("a 202 has a message_id").to_owned()
}

/// The only message of a trigger, once it has ended.
async fn over(app: &App, trigger: &str) -> Value {
    let is_over = |record: &Value| {
        let messages = record["messages"].as_array();
        let over = |message: &Value| message["status"] != "queued";
        messages.is_some_and(|all| !all.is_empty() && all.iter().all(over))
    };
    let record = app.record_when(trigger, is_over).await;
    record["messages"][0].clone()
}

/// Sends, and waits until it is over.
async fn sent(app: &App, recipient: &str, text: &str, more: Value) -> Value {
    over(app, &send(app, recipient, text, more).await).await
}

/// What is in a channel, without the replies in its threads.
fn posts(app: &App, channel: &str) -> Vec<Message> {
    let mut all = app.sim.messages(channel);
    all.retain(|message| message.thread_ts.is_none_or(|ts| ts == message.ts));
    all
}

fn replies(app: &App, channel: &str, parent: &Message) -> Vec<(String, bool)> {
    let all = app.sim.messages(channel);
    let replies = all
        .iter()
        .filter(|it| it.thread_ts == Some(parent.ts) && it.ts != parent.ts);
    replies
        .map(|it| (it.text.to_string(), it.reply_broadcast))
        .collect()
}

async fn action(app: &App, action: &str) -> f64 {
    let series = format!("bellhop_card_changes_total{{action=\"{action}\"}}");
    app.metric(&series).await
}

#[tokio::test]
async fn a_card_is_created_and_then_updated_in_place() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;

    let first = sent(&app, &lane(0), "open", json!({"key": "inc-1"})).await;
    let second = sent(&app, &lane(0), "closed", json!({"key": "inc-1"})).await;

    let posts = posts(&app, &lane(0));
    assert_eq!(posts.len(), 1, "{posts:?}");
    assert_eq!(second["status"], "delivered", "{second:#}");
    assert_eq!((&*posts[0].text, posts[0].edits), ("closed", 1));
    assert_eq!(first["receipt"], second["receipt"]);
    assert_eq!(action(&app, "created").await, 1.0);
    assert_eq!(action(&app, "updated").await, 1.0);
    let id = second["id"].as_str().unwrap_or_default();
    let explained = app.command(&["explain", id]).await;
    assert!(explained.contains("updated card inc-1"), "{explained}");
}

#[tokio::test]
async fn two_channels_with_one_key_are_two_cards() {
    let app = Setup::new().start().await;
    for number in 0..2 {
        app.save_channel(&lane(number)).await;
        sent(&app, &lane(number), "open", json!({"key": "one"})).await;
    }

    sent(&app, &lane(0), "closed", json!({"key": "one"})).await;

    assert_eq!(app.texts(&lane(0)), ["closed"]);
    assert_eq!(app.texts(&lane(1)), ["open"]);
    let listed = app.client.get("/v1/card/?key=one").await.expect(200);
    let results = listed["results"].as_array().cloned().unwrap_or_default();
    for (number, card) in results.iter().enumerate() {
        assert_eq!(card["conversation"], lane(number), "{listed:#}");
        assert_eq!(card["state"], "live");
        let ts = posts(&app, &lane(number))[0].ts.to_string();
        assert_eq!(card["receipt"]["ts"], ts);
    }
    assert_eq!(results.len(), 2, "{listed:#}");
}

#[tokio::test]
async fn a_workflow_can_say_where_the_key_is_and_another_replies_to_the_card() {
    let note = "function(data) { text: data.text }";
    let app = Setup::new()
        .template("opened", note)
        .file("opened/workflow.toml", "[card]\nkey = \"incident.id\"")
        .template("noted", note)
        .file(
            "noted/workflow.toml",
            "[card]\nkey = \"incident.id\"\nthread = \"reply\"",
        )
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let data = |text: &str| json!({"text": text, "incident": {"id": 7}});

    for (workflow, text) in [("opened", "one"), ("noted", "note"), ("opened", "two")] {
        over(
            &app,
            &app.trigger(workflow, json!(lane(0)), data(text)).await,
        )
        .await;
    }
    let body = json!({"workflow": "opened", "recipients": [lane(0)], "data": {"incident": {}}});
    let refused = app.client.post("/trigger/", &body).await;

    let posts = posts(&app, &lane(0));
    assert_eq!((posts.len(), &*posts[0].text), (1, "two"));
    assert_eq!(
        replies(&app, &lane(0), &posts[0]),
        [("note".to_owned(), false)]
    );
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert!(
        refused.text.contains("data.incident.id"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_webhook_has_no_cards_but_takes_new_posts() {
    let app = Setup::new().start().await;
    let hook = json!({"incoming_webhook": {"url": app.sim.webhook_url(WEBHOOK)}});
    app.save("hook", hook).await;

    let refused = sent(&app, "hook", "one", json!({"key": "k"})).await;
    let posted = sent(&app, "hook", "two", json!({"key": "k", "thread": "new"})).await;

    let outcome = (&refused["status"], &refused["reason"]);
    assert_eq!(outcome, (&json!("refused"), &json!("no_card_here")));
    assert_eq!(posted["status"], "delivered");
    assert_eq!(app.texts("C0INCIDENTS"), ["two"]);
}
