//! What one person sees can't be a card: it can't be found again.

use serde_json::json;

use super::sent;
use crate::setup::Setup;

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
