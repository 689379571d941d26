//! A card survives restarts, crashes, and somebody who deletes it in Slack.

use bellhop_sim::Message;
use serde_json::json;

use super::{over, posts, send, sent};
use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};

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
