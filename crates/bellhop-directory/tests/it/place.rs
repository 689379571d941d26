//! Where the tests' directories are.

use std::future::Future;
use std::time::Duration;

use bellhop_core::id::ConnectionId;
use bellhop_directory::{Directory, DirectoryConfig, Lookup};
use bellhop_services::{Kind, shared_url};
use uuid::Uuid;

/// How long a test waits for something that should happen; nothing is concluded from it except that it
/// did not happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A place in the Redis that all tests share, for one test alone.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) config: DirectoryConfig,
}

impl Place {
    pub(crate) fn shared() -> Self {
        Self::at(&shared_url(Kind::Redis))
    }

    pub(crate) fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            config: DirectoryConfig {
                prefix: format!("test-{}", Uuid::new_v4()),
                ..DirectoryConfig::default()
            },
        }
    }

    /// Opens a directory, as one more worker would.
    pub(crate) async fn open(&self) -> Directory {
        let directory = Directory::open(&self.url, self.config.clone()).await;
        directory.unwrap()
    }

    /// A client that sees what is really there.
    pub(crate) async fn client(&self) -> redis::aio::MultiplexedConnection {
        let client = redis::Client::open(self.url.as_str()).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }

    /// All keys and values of this place.
    pub(crate) async fn entries(&self) -> Vec<(String, String)> {
        let mut client = self.client().await;
        let pattern = format!("{}*", self.config.prefix);
        let keys: Vec<String> = redis::cmd("KEYS")
            .arg(pattern)
            .query_async(&mut client)
            .await
            .unwrap();
        let mut entries = Vec::new();
        for key in keys {
            let value = redis::cmd("GET").arg(&key).query_async(&mut client).await;
            entries.push((key, value.unwrap()));
        }
        entries
    }
}

pub(crate) fn connection(digit: char) -> ConnectionId {
    ConnectionId::parse(&format!("con_{}", digit.to_string().repeat(24))).unwrap()
}

pub(crate) fn known(text: &str) -> Lookup<String> {
    Lookup::Known(text.to_owned())
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until(mut ask: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !ask().await {
            tokio::task::yield_now().await;
        }
    };
    within(asking).await;
}

/// Fails a test that hangs.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, future).await;
    result.expect("it should have happened by now")
}
