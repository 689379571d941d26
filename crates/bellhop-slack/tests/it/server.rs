//! A server that answers with exactly the bytes it is told to, or with none.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bellhop_core::address::WebhookHosts;
use bellhop_core::id::MessageId;
use bellhop_slack::{SlackClient, SlackConfig};
use secrecy::SecretString;
use serde_json::value::RawValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

/// What to do with one request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// These bytes, and the next request may follow.
    Bytes(String),
    /// These bytes, and then the connection is closed.
    Cut(String),
    /// Nothing, and the connection stays open.
    Silence,
}

/// A scripted server: the nth request gets the nth reply, and the last one is repeated.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: mpsc::UnboundedReceiver<Request>,
    connections: Arc<Mutex<u32>>,
}

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn has_header(&self, line: &str) -> bool {
        self.head
            .lines()
            .any(|found| found.eq_ignore_ascii_case(line))
    }
}

impl Server {
    pub(crate) async fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::unbounded_channel();
        let connections = Arc::new(Mutex::new(0));
        let (script, counted) = (Arc::new(Mutex::new(script)), connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *counted.lock().unwrap() += 1;
                tokio::spawn(serve(stream, script.clone(), sender.clone()));
            }
        });
        Self {
            address,
            requests,
            connections,
        }
    }

    /// The client for this server.
    pub(crate) fn client(&self) -> SlackClient {
        client_of(&format!("http://{}/api", self.address))
    }

    /// The requests so far.
    pub(crate) fn requests(&mut self) -> Vec<Request> {
        std::iter::from_fn(|| self.requests.try_recv().ok()).collect()
    }

    pub(crate) fn connections(&self) -> u32 {
        *self.connections.lock().unwrap()
    }

    /// A webhook URL whose host is on the list, and whose posts come here.
    pub(crate) fn webhook(&self) -> SecretString {
        format!("http://{}/services/T1/B1/{SECRET_PATH}", self.address).into()
    }
}

async fn serve(
    mut stream: TcpStream,
    script: Arc<Mutex<Vec<Reply>>>,
    sender: mpsc::UnboundedSender<Request>,
) {
    while let Some(request) = read(&mut stream).await {
        sender.send(request).unwrap();
        let reply = {
            let mut script = script.lock().unwrap();
            if script.len() > 1 {
                script.remove(0)
            } else {
                script[0].clone()
            }
        };
        match reply {
            Reply::Bytes(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Reply::Cut(text) => return stream.write_all(text.as_bytes()).await.unwrap(),
            Reply::Silence => std::future::pending().await,
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(Request {
                    head: head.to_owned(),
                    body: body.to_owned(),
                });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The canary in the token.
pub(crate) const SECRET_TOKEN: &str = "xoxb-canary-1111-token";
/// The canary in the webhook URL.
pub(crate) const SECRET_PATH: &str = "canary2222webhook";

pub(crate) fn token() -> SecretString {
    SECRET_TOKEN.to_owned().into()
}

pub(crate) fn message() -> Box<RawValue> {
    RawValue::from_string(r#"{"text":"hello"}"#.to_owned()).unwrap()
}

pub(crate) fn id() -> MessageId {
    serde_json::from_str(r#""0197c1f0-0000-7000-8000-000000000001""#).unwrap()
}

pub(crate) fn client_of(api_url: &str) -> SlackClient {
    client_with(SlackConfig {
        api_url: api_url.parse().unwrap(),
        ..quick()
    })
}

/// A client that lets webhooks go to the API's own host, as well as to Slack's.
pub(crate) fn client_with(config: SlackConfig) -> SlackClient {
    let api = &config.api_url;
    let own = format!(
        "{}:{}",
        api.host_str().unwrap(),
        api.port_or_known_default().unwrap()
    );
    SlackClient::open(config, WebhookHosts::new([own, "hooks.slack.com".into()])).unwrap()
}

/// A name that no resolver has to ask the network about: a label has 63 characters at most.
pub(crate) fn no_such_name() -> String {
    format!("{}.invalid", "a".repeat(64))
}

/// A configuration whose calls fail quickly.
pub(crate) fn quick() -> SlackConfig {
    SlackConfig {
        api_url: Url::parse("http://127.0.0.1:9/api/").unwrap(),
        request_timeout: Duration::from_millis(300),
        connect_timeout: Duration::from_millis(200),
        response_bytes_max: 4096,
        ..SlackConfig::default()
    }
}

/// An HTTP answer.
pub(crate) fn http(status: u16, headers: &str, body: &str) -> Reply {
    Reply::Bytes(format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    ))
}
