//! Ingest: what was read becomes durable, and only then is it answered.
//!
//! The order: secrets go into the store; the trigger is recorded and its idempotency key claimed; the
//! trigger goes onto the queue; its key is marked as published, which no answer waits for. Without a
//! key, recording and publishing run at the same time. A crash anywhere leaves either nothing, or a trigger that is on
//! the queue, or a claimed key whose next request publishes under the same id again.

use std::collections::HashMap;

use bellhop_core::address::CredentialKind;
use bellhop_core::fault::Fault;
use bellhop_core::id::{ConnectionId, TriggerId, WorkspaceKey};
use bellhop_core::timer::{Timer, Waiting};
use bellhop_core::trigger::Trigger;
use bellhop_queue::QueueError;
use bellhop_store::{Accepted, IdempotencyKey, NewConnection, Store, StoreError, TriggerRecord};
use futures_util::future::{join, join_all};
use secrecy::SecretString;
use uuid::Uuid;

use crate::error::{ApiError, Code};
use crate::metrics::kind;
use crate::serve::now_ms;
use crate::server::Context;
use crate::wire::{Reader, Request};

/// The secrets of one request: each becomes a connection, and is put into the store once.
pub(crate) struct Secrets<'a> {
    store: &'a Store,
    workspace: &'a WorkspaceKey,
    connections: HashMap<ConnectionId, NewConnection>,
}

impl<'a> Secrets<'a> {
    pub(crate) fn new(store: &'a Store, workspace: &'a WorkspaceKey) -> Self {
        Self {
            store,
            workspace,
            connections: HashMap::new(),
        }
    }

    /// Reads with `read`, gathering the secrets that it comes upon.
    pub(crate) fn gather<T>(
        &mut self,
        context: &Context,
        read: impl FnOnce(&mut Reader<'_>) -> T,
    ) -> T {
        read(&mut Reader {
            limits: &context.ingest,
            hosts: &context.webhook_hosts,
            catalog: &context.templates.catalog(),
            check_data: &|slug, data| context.templates.check_data(slug, data),
            timers: &context.timers,
            now_ms: now_ms(),
            put_away: &mut |kind, secret| self.put_away(kind, secret),
        })
    }

    fn put_away(&mut self, kind: CredentialKind, secret: SecretString) -> ConnectionId {
        let id = self.store.connection_id(kind, &secret);
        let workspace = self.workspace;
        let connection = self
            .connections
            .entry(id)
            .or_insert_with_key(|id| NewConnection {
                id: id.clone(),
                kind,
                secret,
                workspace: workspace.clone(),
            });
        // Of ten thousand recipients with one credential all share its id.
        connection.id.clone()
    }

    /// Puts what was gathered into the store; returns when it is durable.
    pub(crate) async fn keep(self) -> Result<(), ApiError> {
        if self.connections.is_empty() {
            return Ok(());
        }
        let connections = self.connections.into_values().collect();
        self.store
            .put_connections(connections)
            .await
            .map_err(refuse_store)
    }
}

/// Takes one trigger in.
pub(crate) async fn accept(
    context: &Context,
    workspace: &WorkspaceKey,
    request: Request,
    now_ms: u64,
) -> Result<TriggerId, ApiError> {
    let mut accepting = Accepting::new(workspace, request, now_ms)?;
    match accepting.key {
        Some(_) => {
            if accepting.record(context).await? {
                accepting.publish(context).await?;
                accepting.mark_published(context);
            }
        }
        None => accepting.record_and_publish(context).await?,
    }
    Ok(accepting.trigger.id)
}

/// Takes in a trigger that Bellhop made itself.
pub(crate) async fn accept_own(context: &Context, trigger: Trigger) -> Result<(), ApiError> {
    let accepting = Accepting {
        trigger,
        key: None,
        cancellation_key: None,
    };
    accepting.record_and_publish(context).await
}

/// Takes the triggers of a bulk request in, in their order; those that were refused before stay so.
pub(crate) async fn accept_all(
    context: &Context,
    workspace: &WorkspaceKey,
    requests: Vec<Result<Request, ApiError>>,
    now_ms: u64,
) -> Vec<Result<TriggerId, ApiError>> {
    let mut all: Vec<_> = requests
        .into_iter()
        .map(|request| request.and_then(|request| Accepting::new(workspace, request, now_ms)))
        .collect();
    // All are recorded before any is published, so that records without a key do not overtake
    // records with one: the queue keeps the order in which it is asked.
    let to_publish = join_all(all.iter_mut().map(async |one| match one {
        Ok(accepting) => accepting.record(context).await,
        Err(error) => Err(error.clone()),
    }))
    .await;
    join_all(all.iter().zip(to_publish).map(async |(one, to_publish)| {
        let accepting = one.as_ref().map_err(Clone::clone)?;
        if to_publish? {
            accepting.publish(context).await?;
            accepting.mark_published(context);
        }
        Ok(accepting.trigger.id)
    }))
    .await
}

/// A trigger that is being taken in.
struct Accepting {
    trigger: Trigger,
    key: Option<IdempotencyKey>,
    cancellation_key: Option<String>,
}

impl Accepting {
    fn new(workspace: &WorkspaceKey, request: Request, now_ms: u64) -> Result<Self, ApiError> {
        let key = request
            .key
            .as_deref()
            .map(IdempotencyKey::parse)
            .transpose()?;
        let trigger = Trigger {
            // Version 7 ids sort by time, which keeps the store's index compact.
            id: TriggerId(Uuid::now_v7()),
            workspace: workspace.clone(),
            accepted_at_ms: now_ms,
            start: request.start,
            recipients: request.recipients,
            actor: request.actor,
            tenant: request.tenant,
            timing: request.timing,
            card: request.card,
            ephemeral: request.ephemeral,
            said: None,
            data: request.data,
        };
        Ok(Self {
            trigger,
            key,
            cancellation_key: request.cancellation_key,
        })
    }

    /// Records it and claims its key. Whether it is to be published: not when its key was used
    /// before and that trigger is on the queue. It takes over the id of that trigger in any case.
    async fn record(&mut self, context: &Context) -> Result<bool, ApiError> {
        let accepted = self.record_unclaimed(context).await.map_err(refuse_store)?;
        match accepted {
            Accepted::New => Ok(true),
            Accepted::Repeated { trigger, published } => {
                context.metrics.repeated.inc();
                self.trigger.id = trigger;
                Ok(!published)
            }
        }
    }

    /// Without a key both can be done at once.
    async fn record_and_publish(&self, context: &Context) -> Result<(), ApiError> {
        let (recorded, published) =
            join(self.record_unclaimed(context), self.publish(context)).await;
        published?;
        tolerate(recorded, self);
        Ok(())
    }

    async fn record_unclaimed(&self, context: &Context) -> Result<Accepted, StoreError> {
        let trigger = &self.trigger;
        let record = TriggerRecord {
            id: trigger.id,
            workspace: trigger.workspace.clone(),
            accepted_at_ms: trigger.accepted_at_ms,
            start: format!("{} {}", kind(trigger), trigger.start.name()),
            recipients: u32::try_from(trigger.recipients.len()).unwrap_or(u32::MAX),
            idempotency_key: self.key.as_ref().map(|key| key.as_str().to_owned()),
        };
        context
            .store
            .accept(record, self.key.clone(), trigger.accepted_at_ms)
            .await
    }

    /// Makes it durable: on the queue, or among the timers if it starts later. One that can be called
    /// off is noted before, so that whoever knows that it was accepted can call it off.
    async fn publish(&self, context: &Context) -> Result<(), ApiError> {
        let (trigger, store) = (&self.trigger, &context.store);
        if trigger.timing.cancellable {
            let key = self.cancellation_key.as_deref();
            let noted = store.note_run(trigger.id, &trigger.workspace, key).await;
            noted.map_err(refuse_store)?;
        }
        let due_at_ms = trigger.timing.due_at_ms.unwrap_or(0);
        if due_at_ms > trigger.accepted_at_ms {
            let timer = Timer {
                id: trigger.id.0,
                due_at_ms,
                workspace: trigger.workspace.clone(),
                trigger: trigger.id,
                waiting: Waiting::Trigger(Box::new(trigger.clone())),
            };
            store.put_timers(vec![timer]).await.map_err(refuse_store)?;
        } else {
            context
                .queue
                .publish_trigger(trigger)
                .await
                .map_err(refuse_queue)?;
        }
        context.metrics.accepted(&self.trigger);
        tracing::debug!(run_id = %self.trigger.id, "trigger accepted");
        Ok(())
    }

    /// Notes that the key's trigger is on the queue. Nobody waits for it, and a failure is harmless:
    /// without the note, a repeat publishes under the same id again.
    fn mark_published(&self, context: &Context) {
        let Some(key) = self.key.clone() else { return };
        let (store, workspace) = (context.store.clone(), self.trigger.workspace.clone());
        tokio::spawn(async move {
            if let Err(error) = store.mark_published(&workspace, &key).await {
                tracing::warn!(%error, "a key could not be marked as published");
            }
        });
    }
}

/// A trigger that is on the queue is accepted, even if its row could not be written: answering
/// otherwise would make the caller send it again.
fn tolerate(recorded: Result<Accepted, StoreError>, accepting: &Accepting) {
    match recorded {
        Ok(Accepted::New | Accepted::Repeated { .. }) => {}
        Err(error) => {
            tracing::error!(%error, run_id = %accepting.trigger.id, "a trigger was queued without its record");
        }
    }
}

/// What the store's failure means for a caller. It is logged here, once.
pub(crate) fn refuse_store(error: StoreError) -> ApiError {
    match &error {
        StoreError::Edit { .. } | StoreError::Cursor { .. } => {
            return ApiError::invalid(error.to_string());
        }
        StoreError::Unavailable(_)
        | StoreError::Closed
        | StoreError::Url { .. }
        | StoreError::Open { .. }
        | StoreError::WrongKey { .. }
        | StoreError::Unreadable { .. } => {}
    }
    refuse_fault(error.fault(), &error)
}

/// What the queue's failure means for a caller. It is logged here, once.
pub(crate) fn refuse_queue(error: QueueError) -> ApiError {
    refuse_fault(error.fault(), &error)
}

fn refuse_fault(fault: Fault, error: &(dyn std::error::Error + 'static)) -> ApiError {
    match fault {
        Fault::Retry | Fault::Wait(_) => {
            tracing::warn!(error, "refused for now");
            ApiError::unavailable(format!("try again: {error}"))
        }
        Fault::GiveUp | Fault::Disable | Fault::Repair => {
            tracing::error!(error, "refused");
            ApiError::new(
                Code::Internal,
                "Bellhop cannot do this now; its log says why",
            )
        }
    }
}
