//! Replies to a card: where they go, and that none is lost.

use bellhop_sim::{Fault, FaultKind};
use serde_json::json;

use super::{posts, replies, sent};
use crate::setup::{Setup, lane};

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
