//! What is done to a card besides changing it: reactions, pins, deletion.

use serde_json::{Value, json};

use super::{posts, sent};
use crate::setup::{Setup, lane};

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
