//! Neither passwords nor addresses get to where they do not belong.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bellhop_core::fault::{Fault, Reason};
use bellhop_directory::{Directory, DirectoryConfig, DirectoryError, Lookup};
use bellhop_services::{Kind, Server};

use crate::place::{Place, connection, known};

const PASSWORD: &str = "correct-horse-battery";

/// What was logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to what this thread logs, as long as the guard lives.
    pub(crate) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// The lines of our own.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        let ours = text
            .lines()
            .filter(|line| line.contains("bellhop_directory"));
        ours.map(str::to_owned).collect()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_used_says_what_could_and_shows_no_password() {
    for url in [
        "",
        "nonsense",
        "Memory",
        PASSWORD,
        &format!("postgres://me:{PASSWORD}@localhost/"),
        &format!("redis://me:{PASSWORD}@/0"),
        &format!("redis://me:{PASSWORD}@localhost/{PASSWORD}"),
        &format!("redis://me:{PASSWORD}@localhost:port/0"),
        &format!("redis:{PASSWORD}"),
    ] {
        let error = Directory::open(url, DirectoryConfig::default()).await;

        let error = error.expect_err(url);
        assert_eq!(error, DirectoryError::Url, "{url}");
        assert_eq!(
            (error.fault(), error.reason()),
            (Fault::GiveUp, Reason::Configuration)
        );
        let text = format!("{error} {error:?}");
        assert!(text.contains("rediss://"), "{text}");
        assert!(!text.contains(PASSWORD), "{text}");
    }
}

#[tokio::test]
async fn a_setting_out_of_bounds_is_named() {
    let open = async |config| {
        let opened = Directory::open("redis://127.0.0.1:1/", config).await;
        opened.unwrap_err().to_string()
    };

    let config = DirectoryConfig {
        pool_max: 0,
        ..DirectoryConfig::default()
    };
    assert!(open(config).await.contains("cache.pool_max"));
    let config = DirectoryConfig {
        timeout: std::time::Duration::ZERO,
        ..DirectoryConfig::default()
    };
    assert!(open(config).await.contains("cache.timeout_ms"));
}

#[tokio::test]
async fn a_refused_password_is_an_outage_and_is_shown_nowhere() {
    let server = Server::start(Kind::Redis).unwrap();
    let mut client = Place::at(&server.url()).client().await;
    let _: () = redis::cmd("CONFIG")
        .arg(&["SET", "requirepass", "another"])
        .query_async(&mut client)
        .await
        .unwrap();
    let log = Log::default();
    let _listening = log.listen();

    let url = server
        .url()
        .replace("redis://", &format!("redis://:{PASSWORD}@"));
    let directory = Place::at(&url).open().await;
    directory.remember_dm(&connection('a'), "U1", "D1").await;

    let found = directory.user_of_dm(&connection('a'), "D1").await;
    assert_eq!(found, known("U1"));
    assert_eq!(directory.stats().redis_up, Some(false));
    assert_eq!(log.lines().len(), 1, "{:?}", log.lines());
    let text = format!("{} {directory:?}", log.text());
    assert!(!text.contains(PASSWORD), "{text}");
}

#[tokio::test]
async fn tls_to_a_server_that_has_none_is_an_outage() {
    let url = bellhop_services::shared_url(Kind::Redis).replace("redis://", "rediss://");

    let directory = Place::at(&url).open().await;

    let found = directory.user_of_dm(&connection('a'), "D1").await;
    assert_eq!(found, Lookup::Unknown);
    assert_eq!(directory.stats().redis_up, Some(false));
}

#[tokio::test]
async fn redis_never_sees_an_address() {
    let place = Place::shared();
    let directory = place.open().await;

    for (email, user) in [("zoe@example.com", Some("U1")), ("tom@example.com", None)] {
        let ours = connection('a');
        directory.claim_user_of_email(&ours, email).await;
        directory.remember_user_of_email(&ours, email, user).await;
    }

    let entries = place.entries().await;
    assert_eq!(entries.len(), 4);
    let text = format!("{entries:?}");
    // Names that the hexadecimal digits of a key can't spell by chance.
    for secret in ["zoe", "tom", "@", "example"] {
        assert!(!text.contains(secret), "{text}");
    }
}
