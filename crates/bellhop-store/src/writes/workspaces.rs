//! Workspaces: a handful of rows, read at the start.

use bellhop_core::id::WorkspaceKey;

use super::{Job, Reply, Writes};
use crate::rows::workspace::{API_KEYS, SECRETS};
use crate::{StoreError, Workspace};

pub(crate) struct PutWorkspace {
    pub(crate) key: WorkspaceKey,
    pub(crate) sealed_secret: Vec<u8>,
    pub(crate) sealed_api_key: Option<Vec<u8>>,
    pub(crate) reply: Reply<()>,
}

impl Writes {
    pub(crate) async fn put_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let key = &workspace.key;
        let sealed_secret = self.seal.seal(SECRETS, key.as_str(), &workspace.secret);
        let api_key = workspace.api_key.as_ref();
        let sealed_api_key = api_key.map(|secret| self.seal.seal(API_KEYS, key.as_str(), secret));
        let key = key.clone();
        self.write(|reply| {
            Job::Workspace(PutWorkspace {
                key,
                sealed_secret,
                sealed_api_key,
                reply,
            })
        })
        .await
    }
}
