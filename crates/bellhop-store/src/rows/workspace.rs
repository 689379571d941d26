//! Rows of workspaces.

use bellhop_core::id::WorkspaceKey;
use secrecy::SecretString;

use crate::secrets::Seal;
use crate::{StoreError, Workspace};

pub(crate) const SECRETS: &str = "workspaces.secret";
pub(crate) const API_KEYS: &str = "workspaces.api_key";

#[derive(sqlx::FromRow)]
pub(crate) struct WorkspaceRow {
    workspace: String,
    sealed_secret: Vec<u8>,
    sealed_api_key: Option<Vec<u8>>,
}

impl WorkspaceRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<Workspace, StoreError> {
        let key = self.workspace.as_str();
        let open = |column, sealed: &[u8]| -> Result<SecretString, StoreError> {
            let opened = seal.open(column, key, sealed);
            opened.map_err(|_| StoreError::unreadable(format!("{column} of {key}")))
        };
        let api_key = self.sealed_api_key.as_deref();
        Ok(Workspace {
            key: WorkspaceKey::parse(key)
                .map_err(|_| StoreError::unreadable(format!("workspace {key}")))?,
            secret: open(SECRETS, &self.sealed_secret)?,
            api_key: api_key.map(|sealed| open(API_KEYS, sealed)).transpose()?,
        })
    }
}
