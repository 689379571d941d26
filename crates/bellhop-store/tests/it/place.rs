//! Where a store under test lives, and the things that are put into it.

use std::path::{Path, PathBuf};

use bellhop_core::address::{Address, Target};
use bellhop_core::id::{ConnectionId, DistinctId, MessageId, Slug, TriggerId, WorkspaceKey};
use bellhop_core::message::Message;
use bellhop_core::workflow::Category;
use bellhop_store::{SecretsKey, Store, StoreConfig, StoreError, TriggerRecord};
use serde_json::value::RawValue;
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const NOW_MS: u64 = 1_750_000_000_000;

/// A place for a database that goes when the test ends.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("data/store.db")
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) async fn open(&self) -> Store {
        self.open_with(StoreConfig::default()).await
    }

    pub(crate) async fn open_with(&self, config: StoreConfig) -> Store {
        Store::open_with(&url(&self.path()), key(1), config)
            .await
            .unwrap()
    }

    pub(crate) async fn open_with_key(&self, key: SecretsKey) -> Result<Store, StoreError> {
        Store::open(&url(&self.path()), key).await
    }
}

pub(crate) fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
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
        data: RawValue::from_string("{}".into()).unwrap().into(),
    }
}
