//! Cards: messages with a key share one post, that lives and changes.

use bellhop_sim::{Fault, FaultKind, Message};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, WEBHOOK, lane};

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

/// Somebody deletes a message in Slack.
async fn delete_in_slack(app: &App, message: &Message) {
    let body = json!({"channel": &*message.channel, "ts": message.ts.to_string()});
    let url = format!("{}/chat.delete", app.sim.api_url().trim_end_matches('/'));
    let call = reqwest::Client::new()
        .post(url)
        .bearer_auth(TOKEN)
        .json(&body);
    let answer = call.send().await.expect("the simulator answers");
    let text = answer.text().await.expect("it has a body");
    assert!(text.contains("\"ok\":true"), "{text}");
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
async fn replies_go_into_the_thread_of_the_card_and_the_first_makes_it() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let reply = json!({"key": "k", "thread": "reply"});

    sent(&app, &lane(0), "first", reply.clone()).await;
    sent(&app, &lane(0), "second", reply).await;
    sent(
        &app,
        &lane(0),
        "third",
        json!({"key": "k", "thread": "broadcast"}),
    )
    .await;
    sent(&app, &lane(0), "anew", json!({"key": "k", "thread": "new"})).await;
    sent(&app, &lane(0), "newest", json!({"key": "k"})).await;

    let posts = posts(&app, &lane(0));
    let texts: Vec<_> = posts.iter().map(|post| &*post.text).collect();
    assert_eq!(texts, ["first", "newest"]);
    let expected = [("second".to_owned(), false), ("third".to_owned(), true)];
    assert_eq!(replies(&app, &lane(0), &posts[0]), expected);
}

#[tokio::test]
async fn a_reply_whose_answer_was_lost_is_found_in_its_thread() {
    let app = Setup::new()
        .set("slack.request_timeout_ms", "500")
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    sent(&app, &lane(0), "card", json!({"key": "k"})).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::AcceptThenStall,
        times: 1,
    });

    let message = sent(
        &app,
        &lane(0),
        "note",
        json!({"key": "k", "thread": "reply"}),
    )
    .await;

    assert_eq!(message["status"], "delivered", "{message:#}");
    let card = &posts(&app, &lane(0))[0];
    assert_eq!(replies(&app, &lane(0), card), [("note".to_owned(), false)]);
}

#[tokio::test]
async fn marks_and_deletion_are_made_on_the_card() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let act = |action: Value| json!({"key": "k", "action": action});

    let nothing = sent(&app, &lane(0), "", act(json!({"react": "eyes"}))).await;
    sent(&app, &lane(0), "card", json!({"key": "k"})).await;
    sent(&app, &lane(0), "", act(json!({"react": ":eyes:"}))).await;
    sent(&app, &lane(0), "", act(json!("pin"))).await;
    let marked = posts(&app, &lane(0));
    sent(&app, &lane(0), "", act(json!({"unreact": "eyes"}))).await;
    sent(&app, &lane(0), "", act(json!("unpin"))).await;
    let unmarked = posts(&app, &lane(0));
    let deleted = sent(&app, &lane(0), "", act(json!("delete"))).await;
    let again = sent(&app, &lane(0), "", act(json!("delete"))).await;

    let failed = (&nothing["status"], &nothing["reason"]);
    assert_eq!(failed, (&json!("failed"), &json!("target_gone")));
    assert_eq!((marked[0].reactions.len(), marked[0].pinned), (1, true));
    assert_eq!(
        (unmarked[0].reactions.len(), unmarked[0].pinned),
        (0, false)
    );
    assert_eq!(app.texts(&lane(0)), Vec::<String>::new());
    for message in [deleted, again] {
        assert_eq!(message["status"], "delivered", "{message:#}");
    }
    sent(&app, &lane(0), "back", json!({"key": "k"})).await;
    assert_eq!(app.texts(&lane(0)), ["back"]);
}

#[tokio::test]
async fn two_hundred_quick_updates_cost_few_calls_and_end_on_the_last_state() {
    let mut setup = Setup::new().pace(1);
    setup.sim.limits.tiers = true;
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;

    let mut triggers = Vec::new();
    for number in 0..200 {
        let text = number.to_string();
        triggers.push(send(&app, &lane(0), &text, json!({"key": "busy"})).await);
    }
    for trigger in &triggers {
        let message = over(&app, trigger).await;
        let status = message["status"].as_str().unwrap_or_default();
        assert!(["delivered", "merged"].contains(&status), "{message:#}");
    }

    assert_eq!(app.texts(&lane(0)), ["199"]);
    let calls = app.calls("chat.postMessage") + app.calls("chat.update");
    let merged = app.metric("bellhop_merged_total").await;
    assert_eq!(calls as f64 + merged, 200.0);
    assert!(calls < 100, "{calls} calls");
    let limited = "bellhop_rate_limited_total{method=\"chat.update\"}";
    assert_eq!(app.metric(limited).await, 0.0);
}

#[tokio::test]
async fn a_card_that_waits_for_its_turn_is_created_in_its_last_state() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::RateLimited {
            retry_after: Some("1".into()),
        },
        times: 1_000,
    });
    let plain = app.note(&lane(0), "plain").await;
    app.slack_is(|slack| slack.stats().by_method.contains_key("chat.postMessage"))
        .await;

    let first = send(&app, &lane(0), "one", json!({"key": "k"})).await;
    let swallowed = send(&app, &lane(0), "gone", json!({"key": "g"})).await;
    let delete = json!({"key": "g", "action": "delete"});
    let delete = send(&app, &lane(0), "", delete).await;
    let last = send(&app, &lane(0), "two", json!({"key": "k"})).await;
    let first = over(&app, &first).await;
    assert_eq!(over(&app, &swallowed).await["status"], "merged");
    app.sim.clear_faults();
    for trigger in [&plain, &last, &delete] {
        assert_eq!(over(&app, trigger).await["status"], "delivered");
    }

    assert_eq!(app.texts(&lane(0)), ["plain", "two"]);
    assert_eq!(app.calls("chat.update") + app.calls("chat.delete"), 0);
    let outcome = (&first["status"], &first["reason"]);
    assert_eq!(outcome, (&json!("merged"), &json!("superseded")));
    let record = app.record(first["id"].as_str().unwrap_or_default()).await;
    let last = over(&app, &last).await;
    let by = last["id"].as_str().unwrap_or_default();
    assert!(record["timeline"].to_string().contains(by), "{record:#}");
}

#[tokio::test]
async fn a_card_is_known_after_a_restart() {
    let mut app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    sent(&app, &lane(0), "before", json!({"key": "k"})).await;

    app.terminate().await;
    app.restart().await;
    sent(&app, &lane(0), "after", json!({"key": "k"})).await;

    let posts = posts(&app, &lane(0));
    assert_eq!((posts.len(), &*posts[0].text), (1, "after"));
}

#[tokio::test]
async fn a_card_ends_on_its_last_state_though_the_program_is_killed() {
    let mut app = Setup::new().start().await;
    for number in 0..4 {
        app.save_channel(&lane(number)).await;
    }
    let mut triggers = Vec::new();
    for round in 0..4 {
        for change in 0..12 {
            for number in 0..4 {
                let text = format!("{round}-{change}");
                triggers.push(send(&app, &lane(number), &text, json!({"key": "k"})).await);
            }
        }
        app.kill9().await;
        app.restart().await;
    }
    for number in 0..4 {
        triggers.push(send(&app, &lane(number), "last", json!({"key": "k"})).await);
    }
    for trigger in &triggers {
        over(&app, trigger).await;
    }

    for number in 0..4 {
        assert_eq!(app.texts(&lane(number)), ["last"]);
    }
}

#[tokio::test]
async fn a_card_that_somebody_deleted_is_made_anew() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    sent(&app, &lane(0), "one", json!({"key": "k"})).await;
    delete_in_slack(&app, &posts(&app, &lane(0))[0]).await;

    let second = sent(&app, &lane(0), "two", json!({"key": "k"})).await;
    let created = posts(&app, &lane(0));
    delete_in_slack(&app, &created[0]).await;
    let reply = json!({"key": "k", "thread": "reply"});
    sent(&app, &lane(0), "three", reply).await;
    sent(&app, &lane(0), "four", json!({"key": "k"})).await;

    assert_eq!(&*created[0].text, "two");
    assert_eq!(app.texts(&lane(0)), ["four"]);
    let id = second["id"].as_str().unwrap_or_default();
    let explained = app.command(&["explain", id]).await;
    assert!(explained.contains("made anew"), "{explained}");
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

#[tokio::test]
async fn an_ephemeral_message_is_seen_by_one_person() {
    let app = Setup::new().start().await;
    app.save_channel("C0GENERAL").await;

    let by_id = sent(&app, "C0GENERAL", "psst", json!({"ephemeral": "U0BOB"})).await;
    let body = json!({"workflow": "note", "recipients": ["C0GENERAL"], "key": "k",
        "ephemeral": "U0BOB"});
    let refused = app.client.post("/trigger/", &body).await;

    assert_eq!(by_id["status"], "delivered", "{by_id:#}");
    let seen = app.sim.ephemeral("C0GENERAL");
    let seen: Vec<_> = seen
        .iter()
        .map(|it| (&*it.text, it.visible_to.as_deref()))
        .collect();
    assert_eq!(seen, [("psst", Some("U0BOB"))]);
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert!(refused.text.contains("ephemeral: "), "{}", refused.text);
}
