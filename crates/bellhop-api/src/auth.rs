//! Whose request it is: a signature of a workspace's secret, or a workspace's API key.
//!
//! Workspaces are few, so all of them are kept in memory. They are read again when a credential does
//! not fit (at most every [`RELOAD_GAP`]) and when what is known is older than [`KNOWN_FOR`], so that
//! a new or changed workspace works within seconds and without a restart.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use arc_swap::ArcSwap;
use bellhop_core::id::WorkspaceKey;
use bellhop_store::{Store, StoreError, Workspace};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::sync::{Mutex, MutexGuard};

use crate::error::ApiError;
use crate::signature::{Signed, SigningKey, date_ms};

/// The shortest time between two reads of the workspaces that wrong credentials can cause.
const RELOAD_GAP: Duration = Duration::from_secs(2);

/// How long a workspace that was changed or removed may still be taken for what it was.
const KNOWN_FOR: Duration = Duration::from_secs(60);

/// What the `Authorization` header says.
#[derive(Clone, Copy)]
pub(crate) enum Credential<'a> {
    /// `<workspace key>:<signature>`
    Signature {
        /// The workspace key.
        key: &'a str,
        /// The signature, in base64.
        signature: &'a [u8],
    },
    /// `Bearer <api key>`
    Bearer(&'a [u8]),
}

impl<'a> Credential<'a> {
    /// Reads the `Authorization` header.
    ///
    /// # Errors
    /// 401 when there is none, or one of neither form.
    pub(crate) fn of(headers: &'a HeaderMap) -> Result<Self, ApiError> {
        let Some(value) = headers.get(AUTHORIZATION) else {
            return Err(ApiError::not_authenticated(
                "the Authorization header is missing; send 'Bearer <api key>', or the signature of an SDK",
            ));
        };
        let value = value.as_bytes().trim_ascii();
        if let Some((scheme, key)) = value.split_at_checked("bearer ".len())
            && scheme.eq_ignore_ascii_case(b"bearer ")
        {
            return Ok(Self::Bearer(key.trim_ascii()));
        }
        let colon = value.iter().rposition(|byte| *byte == b':');
        let parts = colon.and_then(|colon| {
            let key = std::str::from_utf8(&value[..colon]).ok()?;
            Some(Self::Signature {
                key,
                signature: &value[colon + 1..],
            })
        });
        parts.ok_or_else(|| {
            ApiError::not_authenticated(
                "the Authorization header is neither 'Bearer <api key>' nor '<workspace key>:<signature>'",
            )
        })
    }
}

/// Every workspace, ready to check credentials against.
pub(crate) struct Workspaces {
    store: Store,
    known: ArcSwap<Known>,
    /// When they were last read, or tried to be; held while they are.
    tried_at: Mutex<Instant>,
}

struct Known {
    by_key: HashMap<String, Arc<Entry>>,
    read_at: Instant,
}

/// One workspace.
pub(crate) struct Entry {
    pub(crate) key: WorkspaceKey,
    signing: SigningKey,
    // Its digest is compared, so that the time taken does not tell the key's length either.
    api_key_digest: Option<[u8; 32]>,
}

impl Workspaces {
    /// Reads the workspaces of `store`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) async fn open(store: Store) -> Result<Self, StoreError> {
        let known = ArcSwap::from_pointee(Known::new(store.workspaces().await?));
        Ok(Self {
            store,
            known,
            tried_at: Mutex::new(Instant::now()),
        })
    }

    /// Reads the workspaces again; returns how many there are.
    ///
    /// # Errors
    /// When the store cannot be read; what was known stays.
    pub(crate) async fn refresh(&self) -> Result<usize, StoreError> {
        let known = Known::new(self.store.workspaces().await?);
        let count = known.by_key.len();
        self.known.store(Arc::new(known));
        Ok(count)
    }

    /// Reads the workspaces again, unless that was tried a moment ago. A store that cannot be read
    /// changes nothing: what is known goes on.
    async fn try_refresh(&self, mut tried_at: MutexGuard<'_, Instant>) {
        if tried_at.elapsed() < RELOAD_GAP {
            return;
        }
        *tried_at = Instant::now();
        if let Err(error) = self.refresh().await {
            tracing::warn!(%error, "the workspaces could not be read again");
        }
    }

    /// After a credential did not fit: what is known, if it was read again since `known`.
    async fn newer_than(&self, known: &Arc<Known>) -> Option<Arc<Known>> {
        self.try_refresh(self.tried_at.lock().await).await;
        let newer = self.known.load_full();
        (!Arc::ptr_eq(known, &newer)).then_some(newer)
    }

    /// The workspace that a credential names. An API key is proof; a signature is not checked yet.
    ///
    /// # Errors
    /// 401 when no workspace has it.
    pub(crate) async fn find(&self, credential: Credential<'_>) -> Result<Arc<Entry>, ApiError> {
        let mut known = self.known.load_full();
        if known.read_at.elapsed() > KNOWN_FOR {
            // One request reads; the others go on with what is known.
            if let Ok(tried_at) = self.tried_at.try_lock() {
                self.try_refresh(tried_at).await;
                known = self.known.load_full();
            }
        }
        if let Some(entry) = known.find(credential) {
            return Ok(entry);
        }
        let newer = self.newer_than(&known).await;
        if let Some(entry) = newer.and_then(|newer| newer.find(credential)) {
            return Ok(entry);
        }
        Err(ApiError::not_authenticated(match credential {
            Credential::Signature { .. } => "no workspace has this key",
            Credential::Bearer(_) => "no workspace has this API key",
        }))
    }

    /// Checks the signature of a request.
    ///
    /// # Errors
    /// 401 when it is not the workspace's, or when the request's `Date` is further than `tolerance`
    /// from `now_ms` (a tolerance of zero does not look).
    pub(crate) async fn verify(
        &self,
        entry: &Entry,
        signed: Signed<'_>,
        signature: &[u8],
        tolerance: Duration,
        now_ms: u64,
    ) -> Result<(), ApiError> {
        if !entry.signing.verifies(signed, signature) {
            // The secret may have been changed a moment ago.
            let newer = self.newer_than(&self.known.load_full()).await;
            let changed = newer
                .as_ref()
                .and_then(|newer| newer.by_key.get(entry.key.as_str()));
            if !changed.is_some_and(|entry| entry.signing.verifies(signed, signature)) {
                return Err(ApiError::not_authenticated(
                    "the signature is not that of this workspace's secret for this request",
                ));
            }
        }
        if tolerance.is_zero() {
            return Ok(());
        }
        let date = std::str::from_utf8(signed.date).ok().and_then(date_ms);
        let apart = date.map(|date| Duration::from_millis(date.abs_diff(now_ms)));
        if apart.is_some_and(|apart| apart <= tolerance) {
            return Ok(());
        }
        Err(ApiError::not_authenticated(
            "the Date header is missing or too far from the server's clock (http.date_tolerance_seconds)",
        ))
    }
}

impl Known {
    fn new(workspaces: Vec<Workspace>) -> Self {
        let entry = |workspace: Workspace| {
            let digest = |key: &SecretString| Sha256::digest(key.expose_secret()).into();
            let entry = Entry {
                signing: SigningKey::new(workspace.secret.expose_secret()),
                api_key_digest: workspace.api_key.as_ref().map(digest),
                key: workspace.key,
            };
            (entry.key.as_str().to_owned(), Arc::new(entry))
        };
        Self {
            by_key: workspaces.into_iter().map(entry).collect(),
            read_at: Instant::now(),
        }
    }

    fn find(&self, credential: Credential<'_>) -> Option<Arc<Entry>> {
        match credential {
            Credential::Signature { key, .. } => self.by_key.get(key).cloned(),
            Credential::Bearer(api_key) => {
                let digest: [u8; 32] = Sha256::digest(api_key).into();
                // Every key is compared, whether or not one has fitted.
                self.by_key.values().fold(None, |found, entry| {
                    let fits = entry
                        .api_key_digest
                        .is_some_and(|known| bool::from(known.ct_eq(&digest)));
                    if fits { Some(entry.clone()) } else { found }
                })
            }
        }
    }
}
