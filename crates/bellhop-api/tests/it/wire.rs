//! A small HTTP client that sends exactly the bytes it is told to.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const JSON: &str = "application/json; charset=utf-8";
pub(crate) const DATE: &str = "Sat, 21 Nov 2026 05:42:00 GMT";

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The status line and headers, in lower case.
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Somebody who calls.
#[derive(Clone)]
pub(crate) struct Client {
    addr: SocketAddr,
    proof: Proof,
}

#[derive(Clone)]
enum Proof {
    Signs {
        key: String,
        secret: String,
        date: String,
    },
    Bearer(String),
}

impl Client {
    pub(crate) fn signing(addr: SocketAddr, key: &str, secret: &str) -> Self {
        Self::signing_at(addr, key, secret, DATE)
    }

    pub(crate) fn signing_at(addr: SocketAddr, key: &str, secret: &str, date: &str) -> Self {
        let (key, secret, date) = (key.into(), secret.into(), date.into());
        Self {
            addr,
            proof: Proof::Signs { key, secret, date },
        }
    }

    pub(crate) fn bearer(addr: SocketAddr, api_key: &str) -> Self {
        Self {
            addr,
            proof: Proof::Bearer(api_key.into()),
        }
    }

    pub(crate) async fn send(&self, method: &str, target: &str, body: &str) -> Answer {
        let mut headers = vec![("Content-Type".to_owned(), JSON.to_owned())];
        match &self.proof {
            Proof::Bearer(key) => headers.push(("Authorization".into(), format!("Bearer {key}"))),
            Proof::Signs { key, secret, date } => {
                let signature = sign(secret, method, target, date, body);
                headers.push(("Date".into(), date.clone()));
                headers.push(("Authorization".into(), format!("{key}:{signature}")));
            }
        }
        if !body.is_empty() {
            headers.push(("Content-Length".into(), body.len().to_string()));
        }
        send(self.addr, method, target, &headers, body).await
    }
}

fn sign(secret: &str, method: &str, target: &str, date: &str, body: &str) -> String {
    let md5 = if body.is_empty() {
        String::new()
    } else {
        hex::encode(Md5::digest(body))
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{method}\n{md5}\n{JSON}\n{date}\n{target}").as_bytes());
    BASE64.encode(mac.finalize().into_bytes())
}

/// Sends one request and reads its answer, on a connection of its own.
pub(crate) async fn send(
    addr: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: &str,
) -> Answer {
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    send_text(addr, &text).await
}

/// Sends a request as text and reads its answer.
pub(crate) async fn send_text(addr: SocketAddr, text: &str) -> Answer {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await.unwrap();
    let received = String::from_utf8(received).unwrap();
    let (head, text) = received
        .split_once("\r\n\r\n")
        .expect("an answer has a head");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_lowercase(),
        text: text.to_owned(),
    }
}
