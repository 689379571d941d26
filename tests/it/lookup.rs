//! Lookups: an e-mail is asked for once, whoever waits for it, and a dead address is not tried again.
//! Many unknown e-mails of one team are read off its list.

use bellhop_services::{Kind, shared_url};
use bellhop_sim::{Fault, FaultKind, Seed, SeedToken, User};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::app::{App, run};
use crate::client::Client;
use crate::log::says;
use crate::setup::{Setup, TOKEN};

async fn save(app: &App, email: &str) -> Value {
    let slack = json!({"email": email, "access_token": TOKEN});
    app.save(email, slack).await
}

/// Sends to an e-mail, five times at once, and gives how each ended.
async fn five_at_once(app: &App, email: &str) -> Vec<Value> {
    let triggers = join_all((0..5).map(async |_| app.note(email, "hello").await)).await;
    join_all(triggers.iter().map(async |trigger| app.end(trigger).await)).await
}

#[tokio::test]
async fn one_lookup_serves_all_who_wait_for_it_and_all_who_come_later() {
    let app = Setup::new().start().await;
    save(&app, "bob@example.com").await;

    five_at_once(&app, "bob@example.com").await;
    let ended = five_at_once(&app, "bob@example.com").await;

    assert!(ended.iter().all(|message| message["status"] == "delivered"));
    assert_eq!(app.texts("U0BOB").len(), 10);
    assert_eq!(app.calls("users.lookupByEmail"), 1);
    let hits = r#"bellhop_lookups_total{kind="email",result="hit"}"#;
    assert!(app.metric(hits).await >= 1.0);
}

#[tokio::test]
async fn an_unknown_email_is_asked_for_once_and_its_address_is_dead() {
    let app = Setup::new().start().await;
    save(&app, "nobody@example.com").await;

    let ended = five_at_once(&app, "nobody@example.com").await;
    let late = app.note("nobody@example.com", "too late").await;
    let late = app.end(&late).await;

    // Those that were planned before the address was found dead failed, any others were refused.
    assert!(ended.iter().any(|message| message["reason"] == "recipient"));
    assert!(ended.iter().all(|message| message["status"] != "delivered"));
    assert_eq!(
        (&late["status"], &late["reason"]),
        (&json!("refused"), &json!("address_inactive"))
    );
    assert_eq!(app.calls("users.lookupByEmail"), 1);
    let user = app
        .client
        .get("/v1/user/nobody%40example.com/")
        .await
        .expect(200);
    assert_eq!(user["$slack"][0]["status"], "inactive", "{user:#}");
}

#[tokio::test]
async fn an_address_that_was_dead_lives_again_when_it_is_added_again() {
    // What Slack said of the address is forgotten at once.
    let app = Setup::new()
        .set("cache.negative_ttl_seconds", "0")
        .start()
        .await;
    let email = "grace@example.com";
    save(&app, email).await;
    app.end(&app.note(email, "too early").await).await;
    let refused = app.end(&app.note(email, "still too early").await).await;
    let grace = bellhop_sim::User {
        id: "U0GRACE".into(),
        name: "grace".into(),
        email: Some(email.into()),
        ..bellhop_sim::User::default()
    };
    let seed = bellhop_sim::Seed {
        users: vec![grace],
        ..bellhop_sim::Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");

    let user = save(&app, email).await;
    let ended = app.end(&app.note(email, "in time").await).await;

    assert_eq!(refused["reason"], "address_inactive", "{refused:#}");
    assert_eq!(user["$slack"][0]["status"], "active", "{user:#}");
    assert_eq!(ended["status"], "delivered", "{ended:#}");
    assert_eq!(app.texts("U0GRACE"), ["in time"]);
}

#[tokio::test]
async fn an_address_that_is_added_again_is_not_marked_dead_from_memory() {
    let app = Setup::new().start().await;
    let email = "grace@example.com";
    save(&app, email).await;
    app.end(&app.note(email, "nobody").await).await;
    save(&app, email).await;

    let remembered = app.end(&app.note(email, "too early").await).await;
    let again = app.end(&app.note(email, "still too early").await).await;

    assert_eq!(app.calls("users.lookupByEmail"), 1);
    for ended in [remembered, again] {
        assert_eq!(ended["reason"], "recipient", "{ended:#}");
    }
}

/// So many people, `p0@example.com` and so on.
fn people(count: usize) -> Vec<User> {
    let person = |number| User {
        id: format!("U1P{number}"),
        name: format!("p{number}"),
        email: Some(format!("p{number}@example.com")),
        ..User::default()
    };
    (0..count).map(person).collect()
}

/// A team of so many people, beside those of the demonstration.
fn team_of(count: usize) -> Setup {
    let mut setup = Setup::new();
    setup.sim.seed.users.extend(people(count));
    setup
}

/// Sends to these e-mails in one go; gives the trigger's id.
async fn send_to(app: &App, emails: &[String], token: &str) -> String {
    let recipient = |email: &String| json!({"distinct_id": email, "$slack": {"email": email, "access_token": token}});
    let recipients: Vec<Value> = emails.iter().map(recipient).collect();
    let body = json!({"workflow": "note", "recipients": recipients, "data": {"text": "hello"}});
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    answer["message_id"]
        .as_str()
        .expect("a 202 has an id")
        .to_owned()
}

/// How the messages of a trigger ended, once so many have: how many arrived, and how many did not.
async fn counts(app: &App, trigger: &str, count: u64) -> (u64, u64) {
    let of = |record: &Value, name: &str| record["counts"][name].as_u64().unwrap_or_default();
    let over = |record: &Value| of(record, "delivered") + of(record, "failed") == count;
    app.log
        .wait_for(count as usize, |line| line["run_id"] == trigger)
        .await;
    let record = app.record_when(trigger, over).await;
    (of(&record, "delivered"), of(&record, "failed"))
}

fn emails(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers
        .map(|number| format!("p{number}@example.com"))
        .collect()
}

#[tokio::test]
async fn ten_thousand_unknown_emails_take_a_few_pages_of_the_teams_list_and_hardly_a_lookup() {
    let mut setup = team_of(10_000);
    setup.sim.limits.tiers = true;
    let app = setup.start().await;

    send_to(&app, &emails(0..10_000), TOKEN).await;

    app.slack_is(|slack| slack.message_count() == 10_000).await;
    let (pages, lookups) = (app.calls("users.list"), app.calls("users.lookupByEmail"));
    assert!((10..=60).contains(&pages), "{pages} pages");
    // Ten at the start, and a few whenever nobody waits long enough for the next page to be worth it.
    assert!(lookups <= 100, "{lookups} lookups");
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
    assert_eq!(app.texts("U1P9999"), ["hello"]);
}

#[tokio::test]
async fn a_list_answers_whatever_the_case_and_says_who_is_nobody_and_who_is_gone() {
    let mut setup = team_of(1_500);
    let users = &mut setup.sim.seed.users;
    let find = |users: &mut Vec<User>, id: &str| users.iter().position(|user| user.id == id);
    let (loud, gone) = (find(users, "U1P3"), find(users, "U1P4"));
    users[loud.expect("seeded")].email = Some("P3@Example.COM".into());
    users[gone.expect("seeded")].deleted = true;
    let app = setup.start().await;
    let mut wanted = emails(0..200);
    wanted.push("nobody@example.com".into());

    let trigger = send_to(&app, &wanted, TOKEN).await;

    assert_eq!(counts(&app, &trigger, 201).await, (199, 2));
    assert_eq!(app.texts("U1P3"), ["hello"]);

    // The others of the team are known now, without a question.
    let (pages, lookups) = (app.calls("users.list"), app.calls("users.lookupByEmail"));
    assert!(lookups <= 20, "{lookups} lookups");
    let later = send_to(&app, &emails(200..700), TOKEN).await;
    assert_eq!(counts(&app, &later, 500).await, (500, 0));
    assert_eq!(app.calls("users.list"), pages);
    assert_eq!(app.calls("users.lookupByEmail"), lookups);
    let swept = r#"bellhop_lookups_total{kind="email",result="swept"}"#;
    assert!(app.metric(swept).await >= 150.0);
}

#[tokio::test]
async fn a_list_that_slack_throttles_fails_and_forgets_is_read_all_the_same() {
    let app = team_of(500).start().await;
    let retry_after = Some("1".into());
    for fault in [
        FaultKind::RateLimited { retry_after },
        FaultKind::Status { status: 503 },
        FaultKind::Error {
            code: "invalid_cursor".into(),
        },
    ] {
        app.sim.add_fault(Fault {
            method: "users.list".into(),
            channel: None,
            fault,
            times: 1,
        });
    }

    let trigger = send_to(&app, &emails(0..300), TOKEN).await;

    assert_eq!(counts(&app, &trigger, 300).await, (300, 0));
    let lookups = app.calls("users.lookupByEmail");
    assert!(lookups <= 20, "{lookups} lookups");
}

#[tokio::test]
async fn a_token_that_may_not_read_the_list_asks_for_each_email() {
    let app = team_of(22).start().await;
    let scopes = ["chat:write", "im:write", "users:read.email"];
    let token = SeedToken {
        token: "xoxb-narrow".into(),
        scopes: Some(scopes.map(Into::into).to_vec()),
        ..SeedToken::default()
    };
    let seed = Seed {
        tokens: vec![token],
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");

    // Ten may be asked for at once, and more than ten others have to wait.
    let trigger = send_to(&app, &emails(0..22), "xoxb-narrow").await;

    assert_eq!(counts(&app, &trigger, 22).await, (22, 0));
    assert_eq!(app.calls("users.list"), 1);
    assert_eq!(app.calls("users.lookupByEmail"), 22);
}

#[tokio::test]
async fn two_that_share_a_redis_ask_slack_once() {
    let mut setup = Setup::new()
        .on_files()
        .set("cache.url", &shared_url(Kind::Redis))
        .set("cache.prefix", &format!("lookup-{}", rand::random::<u64>()))
        // A connection's id depends on the key.
        .set("secrets.key", &"5e".repeat(32));
    // So slow that two who ask at once meet.
    setup.sim.limits.latency_ms = 1_000;
    let one = setup.start().await;
    let mut settings = one.settings().to_vec();
    let store = format!("sqlite:{}", one.folder().join("other.db").display());
    settings.push(("BELLHOP_STORE__URL".into(), store));
    let (_other, log) = run(&settings);
    let ready = log.wait_for(1, |line| says(line, "bellhop is ready")).await;
    let listen = ready[0]["listen"].as_str().expect("it says where");
    let other = Client::new(format!("http://{listen}"));

    let slack = json!({"email": "bob@example.com", "access_token": TOKEN});
    let recipient = json!({"distinct_id": "bob", "$slack": slack});
    let body = json!({"workflow": "note", "recipients": [recipient], "data": {"text": "hello"}});
    let path = "/trigger/";
    let (first, second) = join(one.client.post(path, &body), other.post(path, &body)).await;
    first.expect(202);
    second.expect(202);

    one.slack_is(|slack| slack.messages("U0BOB").count() == 2)
        .await;
    assert_eq!(one.calls("users.lookupByEmail"), 1);
}
