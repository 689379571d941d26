//! Messages come, change and go.

use bellhop_sim::{ChannelKind, Seed, SeedChannel, User};
use serde_json::json;

use crate::app::{App, NARROW};

#[tokio::test]
async fn a_post_is_answered_with_its_place_and_kept() {
    let app = App::start().await;

    let answer = app
        .call(
            "chat.postMessage",
            json!({"channel": "C0GENERAL", "text": "hello", "thread_ts": null}),
        )
        .await;

    assert_eq!(answer["ok"], true);
    assert_eq!(answer["channel"], "C0GENERAL");
    assert_eq!(answer["message"]["text"], "hello");
    let kept = app.sim.messages("C0GENERAL");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].ts, answer["ts"].as_str().unwrap());
    assert_eq!(&*kept[0].text, "hello");
}

#[tokio::test]
async fn timestamps_grow_in_the_order_of_posts() {
    let app = App::start().await;
    for number in 0..50 {
        app.post("C0GENERAL", &number.to_string()).await;
    }

    let kept = app.sim.messages("C0GENERAL");

    assert!(kept.is_sorted_by(|one, next| one.ts < next.ts));
    let texts: Vec<_> = kept
        .iter()
        .map(|message| message.text.to_string())
        .collect();
    assert_eq!(
        texts,
        (0..50).map(|number| number.to_string()).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_person_is_reached_through_one_direct_channel() {
    let app = App::start().await;

    let posted = app
        .call(
            "chat.postMessage",
            json!({"channel": "U0ALICE", "text": "hi"}),
        )
        .await;
    let opened = app
        .call("conversations.open", json!({"users": "U0ALICE"}))
        .await;
    let again = app
        .call(
            "chat.postMessage",
            json!({"channel": opened["channel"]["id"], "text": "hi"}),
        )
        .await;

    assert!(posted["channel"].as_str().unwrap().starts_with('D'));
    assert_eq!(opened["channel"]["id"], posted["channel"]);
    assert_eq!(opened["already_open"], true);
    assert_eq!(again["channel"], posted["channel"]);
    assert_eq!(app.sim.messages("U0ALICE").len(), 2);
}

#[tokio::test]
async fn a_group_is_opened_once_for_the_same_people() {
    let app = App::start().await;

    let one = app
        .call("conversations.open", json!({"users": "U0ALICE,U0BOB"}))
        .await;
    let two = app
        .call("conversations.open", json!({"users": "U0BOB, U0ALICE"}))
        .await;

    assert!(one["channel"]["id"].as_str().unwrap().starts_with('G'));
    assert_eq!(one["channel"]["id"], two["channel"]["id"]);
    assert_eq!((&one["no_op"], &two["no_op"]), (&json!(null), &json!(true)));
}

#[tokio::test]
async fn an_app_outside_a_public_channel_must_join_before_it_posts() {
    let app = App::start().await;
    let message = json!({"channel": "C0GENERAL", "text": "hello"});

    let before = app
        .call_as(NARROW, "chat.postMessage", message.clone())
        .await;
    let joined = app
        .call_as(
            NARROW,
            "conversations.join",
            json!({"channel": "C0GENERAL"}),
        )
        .await;
    let after = app.call_as(NARROW, "chat.postMessage", message).await;

    assert_eq!(before["error"], "not_in_channel");
    assert_eq!(joined["channel"]["is_member"], true);
    assert_eq!(after["ok"], true);
}

#[tokio::test]
async fn joining_twice_is_a_warning() {
    let app = App::start().await;

    let answer = app
        .call("conversations.join", json!({"channel": "C0GENERAL"}))
        .await;

    assert_eq!(
        (&answer["ok"], &answer["warning"]),
        (&json!(true), &json!("already_in_channel"))
    );
    assert_eq!(
        answer["response_metadata"]["warnings"],
        json!(["already_in_channel"])
    );
}

#[tokio::test]
async fn posts_into_nowhere_get_slacks_code() {
    let app = App::start().await;
    let archived = SeedChannel {
        id: "C0OLD".into(),
        name: "old".into(),
        kind: ChannelKind::Public,
        is_archived: true,
        ..SeedChannel::default()
    };
    let gone = User {
        id: "U0GONE".into(),
        name: "gone".into(),
        deleted: true,
        ..User::default()
    };
    app.sim
        .seed(Seed {
            channels: vec![archived],
            users: vec![gone],
            ..Seed::default()
        })
        .unwrap();

    for (channel, code) in [
        ("C0NOWHERE", "channel_not_found"),
        ("C0LEADS", "channel_not_found"),
        ("U0NOBODY", "channel_not_found"),
        ("U0GONE", "channel_not_found"),
        ("U0BELLHOP", "cannot_dm_bot"),
        ("C0OLD", "is_archived"),
        ("", "invalid_arguments"),
    ] {
        let answer = app
            .call("chat.postMessage", json!({"channel": channel, "text": "x"}))
            .await;
        assert_eq!(answer["error"], code, "{channel}");
    }
    let opened = app
        .call("conversations.open", json!({"users": "U0GONE"}))
        .await;
    assert_eq!(opened["error"], "user_disabled");
}

#[tokio::test]
async fn a_reply_needs_a_thread_and_a_reply_to_a_reply_joins_it() {
    let app = App::start().await;
    let root = app.post("C0GENERAL", "root").await;
    let reply = |thread: &str| json!({"channel": "C0GENERAL", "text": "re", "thread_ts": thread});

    let first = app.call("chat.postMessage", reply(&root)).await;
    let second = app
        .call("chat.postMessage", reply(first["ts"].as_str().unwrap()))
        .await;
    let lost = app.call("chat.postMessage", reply("1.000001")).await;
    let garbage = app.call("chat.postMessage", reply("soon")).await;

    assert_eq!(first["message"]["thread_ts"], *root);
    assert_eq!(second["message"]["thread_ts"], *root);
    assert_eq!(lost["error"], "cannot_reply_to_message");
    assert_eq!(garbage["error"], "invalid_arguments");
}

#[tokio::test]
async fn unfit_blocks_are_refused_with_a_pointer() {
    let app = App::start().await;
    let text = "x".repeat(3_001);
    let blocks = json!([{"type": "section", "text": {"type": "mrkdwn", "text": text}}]);

    let answer = app
        .call(
            "chat.postMessage",
            json!({"channel": "C0GENERAL", "blocks": blocks}),
        )
        .await;

    assert_eq!(answer["error"], "invalid_blocks");
    assert_eq!(
        answer["response_metadata"]["messages"],
        json!(["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"])
    );
    assert!(app.sim.messages("C0GENERAL").is_empty());
}

#[tokio::test]
async fn too_long_a_text_is_cut_with_a_warning() {
    let app = App::start().await;

    let answer = app
        .call(
            "chat.postMessage",
            json!({"channel": "C0GENERAL", "text": "é".repeat(40_001)}),
        )
        .await;

    assert_eq!(answer["warning"], "message_truncated");
    assert_eq!(
        app.sim.messages("C0GENERAL")[0].text.chars().count(),
        40_000
    );
}

#[tokio::test]
async fn an_update_with_text_alone_removes_the_blocks_and_keeps_the_rest() {
    let app = App::start().await;
    let posted = app
        .call(
            "chat.postMessage",
            json!({
                "channel": "C0GENERAL",
                "text": "one",
                "blocks": [{"type": "divider"}],
                "attachments": [{"fallback": "f"}],
                "metadata": {"event_type": "e", "event_payload": {"id": "1"}}
            }),
        )
        .await;

    let answer = app
        .call(
            "chat.update",
            json!({"channel": "C0GENERAL", "ts": posted["ts"], "text": "two"}),
        )
        .await;

    assert_eq!(
        (&answer["ok"], &answer["ts"]),
        (&json!(true), &posted["ts"])
    );
    let kept = &app.sim.messages("C0GENERAL")[0];
    assert_eq!((&*kept.text, kept.edited), ("two", true));
    assert!(kept.blocks.is_none() && kept.attachments.is_some());
    assert_eq!(kept.metadata_value()["event_payload"]["id"], "1");
}

#[tokio::test]
async fn an_app_changes_and_removes_only_its_own_messages() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "mine").await;
    let place = json!({"channel": "C0GENERAL", "ts": ts, "text": "theirs"});

    let update = app.call_as(NARROW, "chat.update", place.clone()).await;
    let delete = app.call_as(NARROW, "chat.delete", place.clone()).await;
    let mine = app.call("chat.delete", place.clone()).await;
    let again = app.call("chat.delete", place).await;

    assert_eq!(update["error"], "cant_update_message");
    assert_eq!(delete["error"], "cant_delete_message");
    assert_eq!(mine["ok"], true);
    assert_eq!(again["error"], "message_not_found");
    assert!(app.sim.messages("C0GENERAL").is_empty());
}

#[tokio::test]
async fn an_update_takes_less_text_and_no_user_id() {
    let app = App::start().await;
    let posted = app
        .call(
            "chat.postMessage",
            json!({"channel": "U0ALICE", "text": "x"}),
        )
        .await;

    let long = app
        .call(
            "chat.update",
            json!({"channel": posted["channel"], "ts": posted["ts"], "text": "x".repeat(4_001)}),
        )
        .await;
    let by_user = app
        .call(
            "chat.update",
            json!({"channel": "U0ALICE", "ts": posted["ts"], "text": "y"}),
        )
        .await;

    assert_eq!(long["error"], "msg_too_long");
    assert_eq!(by_user["error"], "channel_not_found");
}

#[tokio::test]
async fn an_ephemeral_message_needs_a_member_and_stands_beside_the_others() {
    let app = App::start().await;
    let to = |user: &str| json!({"channel": "C0ORDERS", "user": user, "text": "psst"});

    let member = app.call("chat.postEphemeral", to("U0ALICE")).await;
    let stranger = app.call("chat.postEphemeral", to("U0FRANK")).await;

    assert_eq!(stranger["error"], "user_not_in_channel");
    assert!(app.sim.messages("C0ORDERS").is_empty());
    let shown = app.sim.ephemeral("C0ORDERS");
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].visible_to.as_deref(), Some("U0ALICE"));
    assert_eq!(shown[0].ts, member["message_ts"].as_str().unwrap());
    let place = json!({"channel": "C0ORDERS", "ts": member["message_ts"], "text": "x"});
    for method in ["chat.update", "chat.delete"] {
        let answer = app.call(method, place.clone()).await;
        assert_eq!(answer["error"], "message_not_found", "{method}");
    }
}

#[tokio::test]
async fn a_broadcast_reply_is_in_its_thread_and_in_the_channel() {
    let app = App::start().await;
    let root = app.post("C0GENERAL", "root").await;
    let reply = |broadcast: bool| json!({"channel": "C0GENERAL", "text": "re", "thread_ts": root, "reply_broadcast": broadcast});
    app.call("chat.postMessage", reply(false)).await;
    let loud = app.call("chat.postMessage", reply(true)).await;

    assert_eq!(loud["message"]["subtype"], "thread_broadcast");
    let thread: Vec<bool> = app.sim.observe(|state| {
        let replies = state.replies("C0GENERAL", root.parse().unwrap());
        replies.map(|reply| reply.reply_broadcast).collect()
    });
    assert_eq!(thread, [false, true]);
}
