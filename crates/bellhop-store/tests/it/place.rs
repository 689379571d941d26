//! Where a store under test lives, and the things that are put into it.

use std::path::PathBuf;

use bellhop_core::address::{Address, Target};
use bellhop_core::id::{ConnectionId, DistinctId, MessageId, Slug, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::workflow::Category;
use bellhop_services::{Kind, shared_url};
use bellhop_store::{SecretsKey, Store, StoreConfig, StoreError, TriggerRecord};
use serde_json::value::RawValue;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const NOW_MS: u64 = 1_750_000_000_000;

/// A place for a database of one test.
pub(crate) struct Place {
    url: String,
    /// Where a SQLite file is; it goes when the test ends.
    folder: Option<TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/store.db");
        Self {
            url: format!("sqlite:{}", path.display()),
            folder: Some(folder),
        }
    }

    /// A database of its own on the server that all tests share. It goes with the server.
    pub(crate) async fn postgres() -> Self {
        Self::postgres_on(&shared_url(Kind::Postgres)).await
    }

    /// A database of its own on this server.
    pub(crate) async fn postgres_on(server: &str) -> Self {
        let name = format!("store_{}", Uuid::new_v4().simple());
        by_hand(server, &format!("CREATE DATABASE {name}")).await;
        let (server, _) = server.rsplit_once('/').unwrap();
        Self {
            url: format!("{server}/{name}"),
            folder: None,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The place as errors show it.
    pub(crate) fn shown(&self) -> &str {
        let path = self.url.strip_prefix("sqlite:");
        path.unwrap_or_else(|| self.url.rsplit_once('@').unwrap().1)
    }

    /// The folder of a SQLite file.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("data")
    }

    pub(crate) async fn open(&self) -> Store {
        self.open_with(StoreConfig::default()).await
    }

    pub(crate) async fn open_with(&self, config: StoreConfig) -> Store {
        Store::open_with(&self.url, key(1), config).await.unwrap()
    }

    pub(crate) async fn open_with_key(&self, key: SecretsKey) -> Result<Store, StoreError> {
        Store::open(&self.url, key).await
    }

    /// All rows of all tables, as text.
    pub(crate) async fn dump(&self) -> String {
        let mut hand = PgConnection::connect(&self.url).await.unwrap();
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
        let tables: Vec<String> = sqlx::query_scalar(tables)
            .fetch_all(&mut hand)
            .await
            .unwrap();
        let mut dump = String::new();
        for table in tables {
            let rows = format!("SELECT t::text FROM {table} AS t");
            let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(rows));
            let rows: Vec<String> = rows.fetch_all(&mut hand).await.unwrap();
            dump.push_str(&rows.join("\n"));
        }
        dump
    }

    /// Runs a statement past the store.
    pub(crate) async fn by_hand(&self, statement: &str) {
        by_hand(&self.url, statement).await;
    }
}

async fn by_hand(url: &str, statement: &str) {
    let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
    if url.starts_with("sqlite:") {
        let options: SqliteConnectOptions = url.parse().unwrap();
        let mut hand = options.connect().await.unwrap();
        statement.execute(&mut hand).await.unwrap();
        hand.close().await.unwrap();
    } else {
        let mut hand = PgConnection::connect(url).await.unwrap();
        statement.execute(&mut hand).await.unwrap();
        hand.close().await.unwrap();
    }
}

pub(crate) fn key(number: u8) -> SecretsKey {
    SecretsKey::parse(&format!("{number:02x}").repeat(32).into()).unwrap()
}

pub(crate) fn workspace() -> WorkspaceKey {
    WorkspaceKey::parse("workspace-of-the-tests").unwrap()
}

pub(crate) fn other_workspace() -> WorkspaceKey {
    WorkspaceKey::parse("another-workspace-here").unwrap()
}

pub(crate) fn person(name: &str) -> DistinctId {
    DistinctId::parse(name).unwrap()
}

pub(crate) fn user(id: &str) -> Address {
    let connection = ConnectionId::parse("con_00112233445566778899aabb").unwrap();
    Address {
        connection,
        target: Target::User(id.into()),
    }
}

/// A trigger of the workspace of the tests; equal numbers are equal triggers.
pub(crate) fn trigger(number: u64) -> TriggerRecord {
    TriggerRecord {
        id: TriggerId(Uuid::from_u128(u128::from(number) + 1)),
        workspace: workspace(),
        accepted_at_ms: NOW_MS,
        start: "workflow welcome".into(),
        recipients: 1,
        idempotency_key: None,
    }
}

/// The message of this trigger for a person.
pub(crate) fn message(trigger: &TriggerRecord, name: &str) -> Message {
    Message {
        id: MessageId::derive(trigger.id, &[name]),
        trigger: trigger.id,
        workspace: trigger.workspace.clone(),
        distinct_id: name.into(),
        template: Slug::parse("welcome").unwrap(),
        category: Category::Transactional,
        address: user("U1"),
        accepted_at_ms: trigger.accepted_at_ms,
        deadline_ms: trigger.accepted_at_ms + 1000,
        planned_before: false,
        place: 0,
        guarantee: bellhop_core::workflow::Guarantee::default(),
        timing: bellhop_core::timing::MessageTiming::default(),
        card: None,
        ephemeral: None,
        said: None,
        data: RawValue::from_string("{}".into()).unwrap().into(),
    }
}
