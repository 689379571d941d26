//! Where the broker is, and how a connection to it introduces itself.

use std::fmt;
use std::sync::Arc;

use lapin::protocol::{AMQPErrorKind, AMQPHardError, AMQPSoftError};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Connection, ConnectionProperties};
use secrecy::{ExposeSecret, SecretString};

use super::trouble::code;
use crate::{QueueConfig, QueueError};

/// A broker's URL, taken apart. It holds the password: what is shown of it does not.
#[derive(Clone)]
pub(super) struct Address(AMQPUri);

impl Address {
    pub(super) fn parse(url: &SecretString, config: &QueueConfig) -> Result<Self, QueueError> {
        let url = url.expose_secret();
        // The parser's own errors may repeat the URL, with the password.
        let mut uri: AMQPUri = url.parse().map_err(|_| QueueError::Url)?;
        // The parser takes an IPv6 address for no address, and that for "localhost".
        if !url.contains("://") || url.contains("://[") || url.contains("@[") {
            return Err(QueueError::Url);
        }
        uri.query.heartbeat = Some(config.heartbeat_seconds);
        Ok(Self(uri))
    }

    /// Connects once. Operators see `role` in the broker's list of connections.
    pub(super) async fn connect(&self, role: &str) -> Result<Connection, lapin::Error> {
        let name = format!("bellhop {role} (process {})", std::process::id());
        let properties = ConnectionProperties::default()
            .with_connection_name(name.into())
            .with_client_property("product".into(), "Bellhop".into())
            .with_client_property("version".into(), env!("CARGO_PKG_VERSION").into());
        Connection::connect_uri(self.0.clone(), properties).await
    }

    /// What a failure to connect is called.
    pub(super) fn not_connected(&self, source: lapin::Error) -> QueueError {
        let (broker, refused) = (self.to_string(), is_refusal(&source));
        let source = Arc::new(source);
        if refused {
            QueueError::Refused { broker, source }
        } else {
            QueueError::Connect { broker, source }
        }
    }

    /// What a failure to declare the queues is called.
    pub(super) fn not_declared(&self, source: lapin::Error) -> QueueError {
        if code(&source).is_none() || is_refusal(&source) {
            return self.not_connected(source);
        }
        QueueError::Declare {
            broker: self.to_string(),
            source: Arc::new(source),
        }
    }
}

fn is_refusal(error: &lapin::Error) -> bool {
    matches!(
        code(error),
        Some(
            AMQPErrorKind::Soft(AMQPSoftError::ACCESSREFUSED)
                | AMQPErrorKind::Hard(AMQPHardError::NOTALLOWED)
        )
    )
}

/// `amqp://user@host:port/vhost`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AMQPUri {
            scheme,
            authority,
            vhost,
            query: _,
        } = &self.0;
        let scheme = match scheme {
            AMQPScheme::AMQP => "amqp",
            AMQPScheme::AMQPS => "amqps",
        };
        let (user, host, port) = (
            &authority.userinfo.username,
            &authority.host,
            authority.port,
        );
        // The usual virtual host is called `/`.
        let vhost = vhost.replace('/', "%2f");
        write!(f, "{scheme}://{user}@{host}:{port}/{vhost}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
