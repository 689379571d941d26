//! Late: of several messages that are late in one conversation, one lists all, once.

use bellhop_sim::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};
use crate::time::{becomes, send, there};

const SAYS: &str = "function(data) { text: data.text }";

/// A Bellhop that has just sent something to a lane, so that the next has to wait for its pace.
async fn busy(per_second: &str) -> App {
    let setup = Setup::new()
        .template("timed", SAYS)
        .set("timers.late_listed_max", "3")
        .set("pace.destination_per_second", per_second);
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let first = send(&app, "first", json!({})).await;
    app.end(&first).await;
    app
}

/// Sends what will be late.
async fn send_late(app: &App, text: &str) -> String {
    send(app, text, json!({"deliver_by": "200ms", "late": "digest"})).await
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[tokio::test]
async fn what_is_late_goes_as_one_list_that_overtakes_nothing() {
    let app = busy("0.4").await;
    let mut late = Vec::new();
    for number in 0..5 {
        late.push(send_late(&app, &format!("late {number}")).await);
    }
    let in_time = send(&app, "in time", json!({})).await;
    let alone = send_late(&app, "alone").await;

    let list = app.end(&late[0]).await;
    app.end(&in_time).await;
    app.end(&alone).await;

    assert_eq!(list["status"], "delivered", "{list:#}");
    let id = list["id"].as_str().unwrap_or_default();
    for trigger in &late[1..] {
        let merged = becomes(&app, trigger, "merged").await;
        let detail = merged["detail"].as_str().unwrap_or_default();
        let wanted = format!("message {id} lists it among 5 that were late");
        assert_eq!(detail, wanted, "{merged:#}");
    }
    let texts = app.texts(&lane(0));
    let firsts: Vec<_> = texts.iter().map(|text| first_line(text)).collect();
    let wanted = ["first", "5 messages are late:", "in time", "alone"];
    assert_eq!(firsts, wanted);
    for number in 0..3 {
        assert!(
            texts[1].contains(&format!("• late {number} _(due ")),
            "{texts:?}"
        );
    }
    assert!(texts[1].ends_with("… and 2 more"), "{texts:?}");
    assert!(texts[3].contains("\nWas due "), "{texts:?}");
}

#[tokio::test]
async fn a_list_that_was_on_the_road_at_kill_9_is_found_by_each_that_is_in_it() {
    let mut app = busy("1").await;
    let mut late = Vec::new();
    for number in 0..4 {
        late.push(send_late(&app, &format!("late {number}")).await);
    }
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::AcceptThenStall,
        times: 1,
    });
    there(&app, 2).await;

    app.kill9().await;
    app.restart().await;
    for trigger in &late {
        becomes(&app, trigger, "delivered").await;
    }
    let last = send(&app, "last", json!({})).await;
    app.end(&last).await;

    let texts = app.texts(&lane(0));
    let firsts: Vec<_> = texts.iter().map(|text| first_line(text)).collect();
    assert_eq!(firsts, ["first", "4 messages are late:", "last"]);
}

#[tokio::test]
async fn a_list_whose_post_fails_is_made_again_and_sent_once() {
    let app = busy("1").await;
    let late = [send_late(&app, "a").await, send_late(&app, "b").await];
    for fault in [
        FaultKind::Status { status: 503 },
        FaultKind::RateLimited {
            retry_after: Some("1".into()),
        },
        FaultKind::Cut,
    ] {
        app.sim.add_fault(Fault {
            method: "chat.postMessage".into(),
            channel: None,
            fault,
            times: 1,
        });
    }

    let list: Value = app.end(&late[0]).await;
    becomes(&app, &late[1], "merged").await;

    assert_eq!(list["status"], "delivered", "{list:#}");
    let texts = app.texts(&lane(0));
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(
        texts[1].starts_with("2 messages are late:\n• a"),
        "{texts:?}"
    );
}
