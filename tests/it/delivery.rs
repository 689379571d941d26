//! Delivery: where a message lands, and what its record says of it.

use serde_json::{Value, json};

use crate::setup::{Setup, TOKEN, WEBHOOK, WORKSPACE, lane};

fn by_channel(channel: &str) -> Value {
    json!({"channel_id": channel, "access_token": TOKEN})
}

fn by_user(user: &str) -> Value {
    json!({"user_id": user, "access_token": TOKEN})
}

fn by_email(email: &str) -> Value {
    json!({"email": email, "access_token": TOKEN})
}

fn by_webhook() -> Value {
    json!({"incoming_webhook": {"url": format!("https://hooks.slack.com/services/{WEBHOOK}")}})
}

/// The steps of a message's timeline.
fn steps(message: &Value) -> Vec<&str> {
    let entries = message["timeline"].as_array().expect("it has a timeline");
    entries
        .iter()
        .filter_map(|entry| entry["what"].as_str())
        .collect()
}

#[tokio::test]
async fn a_channel_a_user_an_email_and_a_webhook_each_get_the_message() {
    let app = Setup::new().start().await;
    app.save("channel", by_channel("C0GENERAL")).await;
    app.save("user", by_user("U0ALICE")).await;
    app.save("email", by_email("Bob@example.com")).await;
    app.save("webhook", by_webhook()).await;

    for id in ["channel", "user", "email", "webhook"] {
        let ended = app.end(&app.note(id, &format!("to the {id}")).await).await;
        assert_eq!(ended["status"], "delivered", "{ended:#}");
    }

    assert_eq!(app.texts("C0GENERAL"), ["to the channel"]);
    assert_eq!(app.texts("U0ALICE"), ["to the user"]);
    assert_eq!(app.texts("U0BOB"), ["to the email"]);
    assert_eq!(app.texts("C0INCIDENTS"), ["to the webhook"]);
    assert_eq!(app.calls("users.lookupByEmail"), 1);
}

#[tokio::test]
async fn of_several_ways_the_webhook_wins_then_the_channel_then_the_user_then_the_email() {
    let app = Setup::new().start().await;
    let mut all = json!({
        "incoming_webhook": by_webhook()["incoming_webhook"], "channel_id": "C0GENERAL",
        "user_id": "U0ALICE", "email": "bob@example.com", "access_token": TOKEN,
    });
    let lost = ["incoming_webhook", "channel_id", "user_id"];

    for (place, name) in ["webhook", "channel", "user", "email"].iter().enumerate() {
        if place > 0 {
            all[lost[place - 1]] = Value::Null;
        }
        app.save(name, all.clone()).await;
        app.end(&app.note(name, name).await).await;
    }

    assert_eq!(app.texts("C0INCIDENTS"), ["webhook"]);
    assert_eq!(app.texts("C0GENERAL"), ["channel"]);
    assert_eq!(app.texts("U0ALICE"), ["user"]);
    assert_eq!(app.texts("U0BOB"), ["email"]);
}

#[tokio::test]
async fn each_of_several_addresses_gets_the_message() {
    let app = Setup::new().start().await;
    app.save("ann", json!([by_channel("C0GENERAL"), by_user("U0ALICE")]))
        .await;

    let trigger = app.note("ann", "twice").await;
    let ended = app.ended(&trigger, 2).await;

    assert!(ended.iter().all(|message| message["status"] == "delivered"));
    assert_eq!(app.texts("C0GENERAL"), ["twice"]);
    assert_eq!(app.texts("U0ALICE"), ["twice"]);
}

#[tokio::test]
async fn an_email_a_user_id_and_a_dm_channel_of_one_person_share_one_lane() {
    let app = Setup::new().pace(20).start().await;
    app.save("by user", by_user("U0CAROL")).await;
    app.end(&app.note("by user", "0").await).await;
    let dm = app.sim.messages("U0CAROL")[0].channel.to_string();
    app.save("by email", by_email("carol@example.com")).await;
    app.save("by dm", by_channel(&dm)).await;

    for number in 1..=9 {
        let id = ["by user", "by email", "by dm"][number % 3];
        app.note(id, &number.to_string()).await;
    }

    app.slack_is(|slack| slack.messages("U0CAROL").count() >= 10)
        .await;
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
    let mut texts = app.texts("U0CAROL");
    texts.sort();
    assert_eq!(texts, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[tokio::test]
async fn a_public_channel_that_the_bot_is_not_in_is_joined_and_posted_to_once_more() {
    let app = Setup::new().start().await;
    app.save_channel("C0INCIDENTS").await;

    let ended = app.end(&app.note("C0INCIDENTS", "hello").await).await;

    assert_eq!(ended["status"], "delivered");
    assert!(steps(&ended).contains(&"joined"), "{ended:#}");
    assert_eq!(app.texts("C0INCIDENTS"), ["hello"]);
    assert_eq!(app.calls("conversations.join"), 1);
    assert_eq!(app.calls("chat.postMessage"), 2);
}

#[tokio::test]
async fn a_private_channel_that_the_bot_is_not_in_fails_with_advice() {
    let app = Setup::new().start().await;
    app.save_channel("C0LEADS").await;

    let ended = app.end(&app.note("C0LEADS", "hello").await).await;

    assert_eq!(ended["status"], "failed", "{ended:#}");
    assert!(app.texts("C0LEADS").is_empty());
    let detail = ended["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("channel_not_found"), "{ended:#}");
}

#[tokio::test]
async fn a_channel_that_cannot_be_joined_fails_with_the_advice_to_invite_the_app() {
    let app = Setup::new().start().await;
    app.sim.add_fault(bellhop_sim::Fault {
        method: "conversations.join".into(),
        channel: None,
        fault: bellhop_sim::FaultKind::Error {
            code: "method_not_supported_for_channel_type".into(),
        },
        times: 0,
    });
    app.save_channel("C0INCIDENTS").await;

    let ended = app.end(&app.note("C0INCIDENTS", "hello").await).await;

    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("failed"), &json!("configuration"))
    );
    assert!(
        ended["timeline"].to_string().contains("/invite"),
        "{ended:#}"
    );
    assert_eq!(app.calls("chat.postMessage"), 1);
}

#[tokio::test]
async fn a_message_of_blocks_gets_a_text_for_notifications() {
    let blocks = "[{ type: 'section', text: { type: 'mrkdwn', text: 'Hello *Ada*' } }]";
    let app = Setup::new().template("blocks", blocks).start().await;
    app.save_channel(&lane(0)).await;

    let trigger = app.trigger("blocks", json!(lane(0)), json!({})).await;
    let ended = app.end(&trigger).await;

    assert_eq!(ended["status"], "delivered", "{ended:#}");
    let messages = app.sim.messages(&lane(0));
    assert_eq!(messages[0].blocks_value()[0]["text"]["text"], "Hello *Ada*");
    assert_eq!(&*messages[0].text, "Hello *Ada*");
}

#[tokio::test]
async fn an_inline_address_is_used_instead_of_the_profiles_own_and_can_be_transient() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let here =
        json!({"distinct_id": lane(0), "$skip_create": true, "$slack": by_channel(&lane(1))});
    let nobody = json!({"is_transient": true, "$slack": [by_channel(&lane(2))]});

    let text = json!({"text": "inline"});
    app.end(&app.trigger("note", here, text.clone()).await)
        .await;
    app.end(&app.trigger("note", nobody, text).await).await;
    app.end(&app.note(&lane(0), "profile").await).await;

    assert_eq!(app.texts(&lane(0)), ["profile"]);
    assert_eq!(app.texts(&lane(1)), ["inline"]);
    assert_eq!(app.texts(&lane(2)), ["inline"]);
}

#[tokio::test]
async fn an_event_starts_every_workflow_that_names_it() {
    let setup = Setup::new()
        .file("hello/workflow.toml", "events = [\"SIGNED_UP\"]")
        .template("hello", "function(data) { text: 'hello ' + data.name }")
        .file("tell/workflow.toml", "events = [\"SIGNED_UP\", \"LEFT\"]")
        .template("tell", "function(data) { text: 'new: ' + data.name }");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;

    let event =
        json!({"event": "SIGNED_UP", "distinct_id": lane(0), "properties": {"name": "Ada"}});
    let answer = app.client.post("/v2/event/", &event).await.expect(202);
    let trigger = answer["message_id"].as_str().expect("it has an id");
    app.ended(trigger, 2).await;

    let mut texts = app.texts(&lane(0));
    texts.sort();
    assert_eq!(texts, ["hello Ada", "new: Ada"]);
}

#[tokio::test]
async fn the_older_trigger_sends_a_template_that_has_no_workflow_file() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;

    let body = json!({
        "name": "any name", "template": "note", "notification_category": "transactional",
        "users": [{"distinct_id": lane(0)}], "data": {"text": "older"},
    });
    let path = format!("/{WORKSPACE}/trigger/");
    let answer = app.client.post_signed(&path, &body).await;

    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, "OK"));
    app.slack_is(|slack| slack.messages(&lane(0)).count() == 1)
        .await;
    assert_eq!(app.texts(&lane(0)), ["older"]);
}

#[tokio::test]
async fn the_record_of_a_trigger_and_of_its_message_tell_what_happened() {
    let app = Setup::new().start().await;
    app.save("bob", by_email("bob@example.com")).await;

    let trigger = app.note("bob", "hello").await;
    app.end(&trigger).await;
    let of_trigger = app.record(&trigger).await;
    let id = of_trigger["messages"][0]["id"]
        .as_str()
        .expect("it has an id");
    let of_message = app.record(id).await;

    assert_eq!(of_trigger["id"], trigger.as_str());
    assert_eq!(of_trigger["counts"]["delivered"], 1);
    assert_eq!(of_trigger["messages"][0], of_message);
    assert_eq!(of_message["message_id"], trigger.as_str());
    assert_eq!(
        of_message["address"],
        json!({"kind": "email", "id": "bob@example.com"})
    );
    assert_eq!(of_message["destination"], "U0BOB");
    let there = &app.sim.messages("U0BOB")[0];
    assert_eq!(
        of_message["receipt"],
        json!({"channel": there.channel, "ts": there.ts.to_string()})
    );
    let steps = steps(&of_message);
    assert_eq!(
        (steps.first(), steps.last()),
        (Some(&"planned"), Some(&"delivered"))
    );
    assert!(
        steps.contains(&"rendered") && steps.contains(&"resolved"),
        "{steps:?}"
    );
    let times = of_message["timeline"].as_array().expect("it is a list");
    assert!(
        times.is_sorted_by_key(|entry| entry["at_ms"].as_u64()),
        "{times:?}"
    );
}
