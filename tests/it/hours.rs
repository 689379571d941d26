//! Hours: what may go only at some times of somebody's day, by whose clock, and that it goes then.

use bellhop_sim::User;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};
use crate::time::{becomes, cancel, explained, send, there, with};

const SAYS: &str = "function(data) { text: data.text }";
const EVENING: &str = "[window]\nfrom = \"18:00\"\nuntil = \"20:00\"\ntimezone = \"recipient\"";

/// The name of a zone in which it is between this hour and the next now.
fn zone_at(hour: i8) -> String {
    let here = Timestamp::now().to_zoned(TimeZone::UTC).hour();
    // From eleven hours behind to twelve ahead. The signs of these zones are the other way round:
    // Etc/GMT-3 is three hours ahead.
    match (hour - here + 11).rem_euclid(24) - 11 {
        0 => "Etc/GMT".to_owned(),
        ahead @ 1.. => format!("Etc/GMT-{ahead}"),
        behind @ ..0 => format!("Etc/GMT+{}", -behind),
    }
}

fn is_held(record: &Value) -> bool {
    let timeline = record["messages"][0]["timeline"].as_array();
    timeline.is_some_and(|all| all.iter().any(|entry| entry["what"] == "held"))
}

/// What is told of the first message of a trigger.
async fn explained_first(app: &App, record: &Value) -> String {
    let id = record["messages"][0]["id"].as_str().unwrap_or_default();
    explained(app, id).await
}

#[tokio::test]
async fn what_is_out_of_its_hours_is_held_by_the_recipients_clock_and_can_be_called_off() {
    let app = with(EVENING).await;
    let (noon, evening) = (zone_at(12), zone_at(18));
    let recipient = |zone: &str| {
        json!([{"distinct_id": "ada", "is_transient": true, "$timezone": zone,
            "$slack": {"channel_id": lane(0), "access_token": TOKEN}}])
    };

    let open = send(&app, "open", json!({"recipients": recipient(&evening)})).await;
    let closed = send(&app, "closed", json!({"recipients": recipient(&noon)})).await;

    assert_eq!(app.end(&open).await["status"], "delivered");
    let held = app.record_when(&closed, is_held).await;
    let explained = explained_first(&app, &held).await;
    assert!(
        explained.contains(&format!("18:00 ({noon}): delivery window 18:00 to 20:00")),
        "{explained}"
    );
    assert_eq!(
        cancel(&app, json!({"execution_id": closed})).await,
        json!([closed])
    );
    becomes(&app, &closed, "cancelled").await;
    assert_eq!(app.texts(&lane(0)), ["open"]);
}

/// Eve, who says nothing of her zone to anybody but Slack: it is evening there, and noon by default.
fn eve(number: usize) -> User {
    User {
        id: format!("U0EVE{number}"),
        name: format!("eve{number}"),
        email: Some(format!("eve{number}@example.com")),
        tz: Some(zone_at(18)),
        ..User::default()
    }
}

fn by_email(number: usize) -> Value {
    let email = format!("eve{number}@example.com");
    json!({"distinct_id": email, "is_transient": true,
        "$slack": {"email": email, "access_token": TOKEN}})
}

fn by_user(number: usize) -> Value {
    json!({"distinct_id": format!("eve-{number}"), "is_transient": true,
        "$slack": {"user_id": format!("U0EVE{number}"), "access_token": TOKEN}})
}

/// A Bellhop with such people in Slack, and a workflow for the evening.
async fn among_eves(count: usize) -> App {
    let mut setup = Setup::new()
        .template("timed", SAYS)
        .file("timed/workflow.toml", EVENING)
        .set("timers.default_timezone", &zone_at(12));
    setup.sim.seed.users.extend((0..count).map(eve));
    setup.start().await
}

#[tokio::test]
async fn the_clock_of_somebody_who_was_looked_up_is_the_one_that_slack_says() {
    let app = among_eves(1).await;
    let [email, user] = [by_email(0), by_user(0)].map(|who| json!({"recipients": [who]}));

    let early = send(&app, "nobody knows where she is", email.clone()).await;
    let held = app.record_when(&early, is_held).await;
    let note = json!({"workflow": "note", "recipients": [by_email(0)]});
    let note = send(&app, "note", note).await;
    app.end(&note).await;
    for who in [email, user] {
        let open = send(&app, "timed", who).await;
        assert_eq!(app.end(&open).await["status"], "delivered");
    }

    let explained = explained_first(&app, &held).await;
    assert!(explained.contains(&zone_at(12)), "{explained}");
    assert_eq!(app.texts("U0EVE0"), ["note", "timed", "timed"]);
    assert_eq!(app.calls("users.lookupByEmail"), 1);
}

#[tokio::test]
async fn the_clocks_of_those_who_were_listed_are_those_that_slack_says() {
    let app = among_eves(600).await;
    let all: Vec<_> = (0..300).map(by_email).collect();
    let note = json!({"workflow": "note", "recipients": all});
    send(&app, "note", note).await;
    there(&app, 300).await;
    assert!(app.calls("users.list") > 0);

    // Those too who were not asked about.
    let others: Vec<_> = (300..600)
        .map(by_user)
        .chain((300..600).map(by_email))
        .collect();
    send(&app, "timed", json!({"recipients": others})).await;

    there(&app, 900).await;
    assert_eq!(app.texts("U0EVE599"), ["timed", "timed"]);
}

/// A Bellhop whose workflow may send from the given number of seconds from now on.
async fn opening_in(seconds: i64) -> (App, u64) {
    let from = Timestamp::now().as_second() + seconds;
    let clock = |at: i64| {
        let at = Timestamp::from_second(at).expect("it is within the calendar");
        at.strftime("%H:%M:%S").to_string()
    };
    let (opens, closes) = (clock(from), clock(from + 3_600));
    let hours = format!("[window]\nfrom = \"{opens}\"\nuntil = \"{closes}\"\ntimezone = \"UTC\"");
    (with(&hours).await, from.unsigned_abs() * 1_000)
}

#[tokio::test]
async fn what_is_held_goes_out_once_when_its_hours_begin_also_over_a_restart() {
    // However slowly it starts, something is held in the end.
    for seconds in [6, 12, 24] {
        let (mut app, opens_ms) = opening_in(seconds).await;
        let id = send(&app, "held", json!({})).await;
        let is_planned = |record: &Value| record["messages"][0].is_object();
        let record = app.record_when(&id, is_planned).await;
        let is_decided = |record: &Value| is_held(record) || record["counts"]["delivered"] == 1;
        if record["messages"][0]["status"] != "queued"
            || !is_held(&app.record_when(&id, is_decided).await)
        {
            continue;
        }
        app.terminate().await;
        app.restart().await;

        there(&app, 1).await;
        let message = becomes(&app, &id, "delivered").await;

        let sent_ms = message["updated_at_ms"].as_u64().unwrap_or_default();
        assert!(sent_ms >= opens_ms, "{sent_ms} is before {opens_ms}");
        let next = send(&app, "next", json!({})).await;
        app.end(&next).await;
        assert_eq!(app.texts(&lane(0)), ["held", "next"]);
        return;
    }
    panic!("it never started in time");
}
