//! Fairness: a long lane waits in the store, and nobody waits behind it.

use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane, lane_token};

/// Messages of a broadcast: many times what is held.
const LONG: usize = 1_500;
/// How many of them one request has.
const BULK: usize = 500;

/// Small bounds, and a pace at which the broadcast takes some seconds.
fn tight() -> Setup {
    Setup::new()
        .pace(200)
        .set("worker.window", "200")
        .set("worker.lane_max", "20")
        .set("worker.connection_max", "40")
        .set("queue.prefetch", "200")
}

fn text(number: usize) -> String {
    format!("broadcast {number:04}")
}

/// Sends the broadcast to one recipient after the other, as often as it takes.
async fn broadcast(app: &App, recipients: &[String]) {
    let note = |number: usize| {
        let recipient = &recipients[number % recipients.len()];
        json!({"workflow": "note", "recipients": [recipient], "data": {"text": text(number)}})
    };
    for first in (0..LONG).step_by(BULK) {
        let bulk: Value = (first..first + BULK).map(note).collect();
        app.client.post("/trigger/", &bulk).await.expect(207);
    }
}

/// The whole broadcast is in its channel, once and in order; `app` may have other texts between.
fn assert_all_in_order(app: &App) {
    let mut texts = app.texts(&lane(0));
    texts.retain(|text| text.starts_with("broadcast"));
    for (number, found) in texts.iter().enumerate() {
        assert_eq!(*found, text(number));
    }
    assert_eq!(texts.len(), LONG);
}

async fn save_another_team(app: &App) {
    let slack = json!({"channel_id": lane(2), "access_token": lane_token(2)});
    app.save(&lane(2), slack).await;
}

#[tokio::test]
async fn a_broadcast_to_one_channel_holds_up_neither_its_team_nor_another() {
    let app = tight().start().await;
    app.save_channel(&lane(0)).await;
    app.save_channel(&lane(1)).await;
    save_another_team(&app).await;
    broadcast(&app, &[lane(0)]).await;
    app.get_when("/metrics", |text| {
        let spilled = text
            .lines()
            .find_map(|line| line.strip_prefix("bellhop_spilled_messages "));
        spilled.is_some_and(|count| count != "0")
    })
    .await;

    for neighbour in [lane(1), lane(2)] {
        app.end(&app.note(&neighbour, "urgent").await).await;
        assert!(
            app.texts(&lane(0)).len() < LONG,
            "it waited for the broadcast"
        );
    }

    assert!(app.metric("bellhop_messages_held").await <= 200.0);
    app.slack_is(|slack| slack.message_count() >= LONG + 2)
        .await;
    assert_all_in_order(&app);
    assert_eq!(app.sim.stats().rate_limited, 0);
    app.get_when("/metrics", |text| {
        text.contains("\nbellhop_spilled_messages 0\n")
    })
    .await;
}

#[tokio::test]
async fn a_broadcast_that_waits_in_the_store_survives_crashes_once_and_in_order() {
    let mut app = tight().start().await;
    app.save_channel(&lane(0)).await;
    broadcast(&app, &[lane(0)]).await;

    for share in [1, 2] {
        app.slack_is(|slack| slack.message_count() >= LONG * share / 3)
            .await;
        app.kill9().await;
        app.restart().await;
    }

    app.slack_is(|slack| slack.message_count() >= LONG).await;
    app.end(&app.note(&lane(0), "last").await).await;
    assert_all_in_order(&app);
    assert_eq!(app.texts(&lane(0)).last().map(String::as_str), Some("last"));
    assert_eq!(app.message_count(), LONG + 1);
}

#[tokio::test]
async fn what_waits_in_the_store_is_a_dead_letter_when_it_is_given_up() {
    let setup = tight().template("broken", "function(data) error 'no ' + data.text");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    broadcast(&app, &[lane(0)]).await;

    let data = json!({"text": "this"});
    let broken = app
        .end(&app.trigger("broken", json!(lane(0)), data).await)
        .await;

    assert_eq!(broken["status"], "failed");
    let letters = app
        .client
        .get("/v1/dead_letter/")
        .await
        .expect(200)
        .to_string();
    let id = broken["id"].as_str().unwrap_or_default();
    assert!(letters.contains(id), "{letters}");
    app.slack_is(|slack| slack.message_count() >= LONG).await;
    assert_all_in_order(&app);
}

#[tokio::test]
async fn a_broadcast_to_many_people_holds_up_neither_an_urgent_message_nor_another_team() {
    const PEOPLE: usize = 300;
    let mut setup = tight()
        .set("pace.connection_per_minute", "6000")
        .file("urgent/workflow.toml", "category = \"system\"")
        .template("urgent", "function(data) { text: data.text }");
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let id = format!("U0CROWD{number:03}");
        setup.sim.seed.users.push(bellhop_sim::User {
            id: id.clone(),
            name: format!("crowd{number}"),
            email: Some(format!("crowd{number}@example.com")),
            ..bellhop_sim::User::default()
        });
        people.push(id);
    }
    let app = setup.start().await;
    for id in &people {
        app.save(id, json!({"user_id": id, "access_token": TOKEN}))
            .await;
    }
    app.save_channel(&lane(1)).await;
    save_another_team(&app).await;
    broadcast(&app, &people).await;

    let to = people.last().expect("there are people");
    for (workflow, recipient) in [("urgent", &lane(1)), ("urgent", to), ("note", &lane(2))] {
        let data = json!({"text": "urgent"});
        app.end(&app.trigger(workflow, json!(recipient), data).await)
            .await;
        assert!(app.message_count() < LONG, "it waited for the broadcast");
    }

    app.slack_is(|slack| slack.message_count() >= LONG + 3)
        .await;
    for (number, id) in people.iter().enumerate() {
        let mut texts = app.texts(id);
        texts.retain(|text| text != "urgent");
        let expected: Vec<_> = (number..LONG).step_by(PEOPLE).map(text).collect();
        assert_eq!(texts, expected);
    }
    assert_eq!(app.sim.stats().rate_limited, 0);
}

#[tokio::test]
async fn a_crowd_of_unknown_emails_holds_up_no_other_team_and_each_gets_its_messages_in_order() {
    const PEOPLE: usize = 300;
    let mut setup = tight();
    setup.sim.limits.tiers = true;
    let mut emails = Vec::new();
    for number in 0..PEOPLE {
        let email = format!("crowd{number}@example.com");
        setup.sim.seed.users.push(bellhop_sim::User {
            id: format!("U0CROWD{number:03}"),
            name: format!("crowd{number}"),
            email: Some(email.clone()),
            ..bellhop_sim::User::default()
        });
        emails.push(email);
    }
    let app = setup.start().await;
    for email in &emails {
        app.save(email, json!({"email": email, "access_token": TOKEN}))
            .await;
    }
    save_another_team(&app).await;
    broadcast(&app, &emails).await;

    app.end(&app.note(&lane(2), "urgent").await).await;

    app.slack_is(|slack| slack.message_count() > LONG).await;
    for number in 0..PEOPLE {
        let expected: Vec<_> = (number..LONG).step_by(PEOPLE).map(text).collect();
        assert_eq!(app.texts(&format!("U0CROWD{number:03}")), expected);
    }
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
}

#[tokio::test]
async fn an_urgent_trigger_is_planned_before_the_rest_of_a_broadcast() {
    const PEOPLE: usize = 3_000;
    // In pieces of one recipient, planning the broadcast takes thousands of writes.
    let setup = Setup::new()
        .set("worker.plan_chunk", "1")
        .file("urgent/workflow.toml", "category = \"system\"")
        .template("urgent", "function(data) { text: data.text }");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let slack = json!({"channel_id": lane(1), "access_token": TOKEN});
    let people: Vec<_> = (0..PEOPLE)
        .map(|number| json!({"distinct_id": format!("p{number}"), "$slack": slack, "$skip_create": true}))
        .collect();
    let data = json!({"text": "news"});
    let body = json!({"workflow": "note", "recipients": people, "data": data});
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    let news = answer["message_id"].as_str().unwrap_or_default();

    let data = json!({"text": "urgent"});
    app.end(&app.trigger("urgent", json!(lane(0)), data).await)
        .await;

    let counts = app.record(news).await["counts"].clone();
    let planned: u64 = counts
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, it)| it.as_u64())
        .sum();
    assert!(
        planned < PEOPLE as u64,
        "it was planned to its end before: {counts}"
    );
    assert_eq!(app.texts(&lane(0)), ["urgent"]);
}
