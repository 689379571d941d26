//! No error ever shows a token or a webhook URL, however the call fails: canaries, over real HTTP.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bellhop_slack::SlackError;
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{
    Reply, SECRET_PATH, SECRET_TOKEN, Server, client_of, http, id, message, no_such_name, token,
};

fn assert_clean(error: &SlackError) {
    let mut texts = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        texts.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    for canary in [SECRET_TOKEN, SECRET_PATH, "/services/"] {
        assert!(!texts.contains(canary), "{texts}");
    }
    assert!(error.to_string().chars().count() <= 500, "{texts}");
}

/// Every way of failing that a server can bring about, each repeating the secrets where it can.
fn failures() -> Vec<Reply> {
    let echo = format!("{SECRET_TOKEN} /services/T1/B1/{SECRET_PATH} T1/B1/{SECRET_PATH}");
    let refused = |code: &str, more: &str| format!(r#"{{"ok":false,"error":"{code}"{more}}}"#);
    let messages = format!(
        r#","needed":"{SECRET_TOKEN}","response_metadata":{{"messages":["bad token {SECRET_TOKEN}",
        "T1/B1/{SECRET_PATH}"]}}"#
    );
    let mut replies = vec![
        Reply::Silence,
        Reply::Cut(String::new()),
        Reply::Cut("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".into()),
        Reply::Cut(format!("{echo}\r\n\r\n")),
        Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".into()),
    ];
    for status in [200, 302, 400, 401, 403, 404, 410, 429, 500, 503] {
        replies.push(http(status, &format!("location: /{SECRET_PATH}\r\n"), ""));
        replies.push(http(status, "", &format!("<html>{echo}</html>")));
        replies.push(http(status, "", "no_service"));
        replies.push(http(status, "", SECRET_PATH));
        replies.push(http(status, "", &refused("invalid_blocks", &messages)));
        replies.push(http(
            status,
            "",
            &refused(&format!("code T1/B1/{SECRET_PATH}"), ""),
        ));
        replies.push(http(status, "", &refused(SECRET_TOKEN, "")));
    }
    replies
}

#[tokio::test]
async fn no_failure_of_a_post_shows_the_token() {
    for reply in failures() {
        // A server that is told a token only can't repeat a webhook's URL of its own accord.
        let reply = without(reply, SECRET_PATH);
        let server = Server::start(vec![reply]).await;
        let client = server.client();

        let error = client
            .post_message(&token(), "C1", &message(), id(), None)
            .await
            .unwrap_err();
        assert_clean(&error);
        let error = client
            .lookup_by_email(&token(), "ada@example.com")
            .await
            .unwrap_err();
        assert_clean(&error);
    }
}

#[tokio::test]
async fn no_failure_of_a_webhook_shows_its_url() {
    for reply in failures() {
        let server = Server::start(vec![without(reply, SECRET_TOKEN)]).await;

        let error = server
            .client()
            .post_webhook(&server.webhook(), &message())
            .await
            .unwrap_err();

        assert_clean(&error);
    }
}

fn without(reply: Reply, secret: &str) -> Reply {
    let cleaned = |text: String| {
        // The same length, so that content-length stays true.
        let text = text.replace("/services/", "/_ervices/");
        text.replace(secret, &"x".repeat(secret.len()))
    };
    match reply {
        Reply::Bytes(text) => Reply::Bytes(cleaned(text)),
        Reply::Cut(text) => Reply::Cut(cleaned(text)),
        Reply::Silence => Reply::Silence,
    }
}

#[tokio::test]
async fn no_connection_that_fails_shows_a_secret() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    for base in [
        format!("http://{closed}"),
        format!("https://{closed}"),
        format!("https://{}", no_such_name()),
    ] {
        let client = client_of(&base);
        let url = format!("{base}/services/T1/B1/{SECRET_PATH}").into();

        let post = client
            .post_message(&token(), "C1", &message(), id(), None)
            .await
            .unwrap_err();
        let webhook = client.post_webhook(&url, &message()).await.unwrap_err();

        assert_clean(&post);
        assert_clean(&webhook);
    }
}

#[tokio::test]
async fn a_malformed_token_is_not_shown() {
    let client = client_of("http://127.0.0.1:9/api/");
    let malformed = format!("{SECRET_TOKEN}\r\nx: y").into();

    let error = client.auth_test(&malformed).await.unwrap_err();

    assert_eq!(error, SlackError::MalformedToken);
    assert_clean(&error);
}

#[tokio::test]
async fn the_client_itself_and_what_it_logs_show_no_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let unknown = http(
        200,
        "",
        &format!(r#"{{"ok":false,"error":"new {SECRET_TOKEN}"}}"#),
    );
    let webhook = http(400, "", "brand_new_text");
    let server = Server::start(vec![unknown, webhook]).await;
    let client = server.client();

    client.auth_test(&token()).await.unwrap_err();
    client
        .post_webhook(&server.webhook(), &message())
        .await
        .unwrap_err();

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("not in the table").count(), 2, "{text}");
    for shown in [text, format!("{client:?}")] {
        assert!(
            !shown.contains(SECRET_TOKEN) && !shown.contains(SECRET_PATH),
            "{shown}"
        );
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
