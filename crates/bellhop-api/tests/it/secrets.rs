use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::app::{API_KEY, KEY, SECRET, TestApp};

const CANARIES: [&str; 2] = ["canary-token-1f3a", "canary/webhook/9c7e"];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_in_an_answer_a_log_the_metrics_or_the_queue() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let app = TestApp::start().await;
    let token = format!("xoxb-{}", CANARIES[0]);
    let webhook = format!("https://hooks.slack.com/services/{}", CANARIES[1]);
    let slack = json!([
        {"user_id": "U1", "access_token": token}, {"incoming_webhook": {"url": webhook}},
    ]);
    let user = json!({"$slack": slack}).to_string();
    let trigger = |slack| {
        json!({"workflow": "wf-slug", "recipients": [{"distinct_id": "u1", "$slack": slack}]})
            .to_string()
    };
    let edit =
        |operation| json!({"distinct_id": "u1", "$user_operations": [operation]}).to_string();
    let requests = [
        ("POST", "/v1/user/u1/", user),
        ("GET", "/v1/user/u1/", String::new()),
        ("GET", "/v1/user/", String::new()),
        ("GET", "/v1/connection/", String::new()),
        ("POST", "/trigger/", trigger(slack.clone())),
        (
            "POST",
            "/event/",
            edit(json!({"$append": {"$slack": slack}})),
        ),
        (
            "POST",
            "/event/",
            edit(json!({"$remove": {"$slack": slack}})),
        ),
        // In places where they do not belong.
        (
            "POST",
            "/trigger/",
            trigger(json!({"channel_id": token, "access_token": token})),
        ),
        (
            "POST",
            "/trigger/",
            trigger(json!({"email": webhook, "access_token": token})),
        ),
        (
            "POST",
            "/trigger/",
            trigger(json!({"user_id": "U1", "access_token": webhook})),
        ),
        (
            "POST",
            "/trigger/",
            json!({"workflow": token, "recipients": ["u1"]}).to_string(),
        ),
        (
            "POST",
            "/trigger/",
            json!({"workflow": "wf-slug", "recipients": token}).to_string(),
        ),
        (
            "POST",
            "/trigger/",
            json!({"workflow": "wf-slug", "recipients": ["u"], "data": webhook}).to_string(),
        ),
        (
            "POST",
            "/trigger/",
            format!("[{}]", json!({"workflow": webhook, "recipients": ["u1"]})),
        ),
        ("POST", "/event/", edit(json!({token.as_str(): 1}))),
        (
            "POST",
            "/event/",
            edit(json!({"$add": {webhook.as_str(): token}})),
        ),
    ];

    let mut seen = String::new();
    for (method, target, body) in requests {
        let answer = app.signing().send(method, target, &body).await;
        assert_ne!(answer.status, 401);
        seen.push_str(&answer.head);
        seen.push_str(&answer.text);
    }
    app.bearer().send("GET", "/v1/user/", "").await;
    seen.push_str(&app.get("/metrics").await.text);
    let queued = app.queued().await;
    assert_eq!(queued.len(), 1);
    seen.push_str(&format!("{queued:?}"));
    seen.push_str(&format!("{:?}", app.api));
    app.store.close().await;
    app.queue.close().await;
    app.api.stop().await;
    seen.push_str(&String::from_utf8_lossy(&log.0.lock().unwrap()));
    assert!(seen.contains("request refused"), "the log is captured");
    for entry in std::fs::read_dir(app.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            seen.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
        }
    }

    for secret in CANARIES.into_iter().chain([SECRET, API_KEY]) {
        assert!(!seen.contains(secret), "{secret} was seen");
    }
    assert!(seen.contains(KEY));
}
