//! The writes there are, and where their answers go.

use tokio::sync::oneshot;

use super::backlogs::PutBacklogs;
use super::connections::ConnectionJob;
use super::messages::{Change, Plan};
use super::profiles::ProfileJob;
use super::purge::Purge;
use super::quarantine::QuarantineJob;
use super::reopen::Reopen;
use super::samples::PutSample;
use super::shards::FixShards;
use super::spilled::Spill;
use super::templates::TemplateJob;
use super::timing::TimingJob;
use super::triggers::{Accept, Publication};
use super::workspaces::PutWorkspace;
use crate::StoreError;

/// Where an answer goes. It is staged inside the transaction, and sent once that is durable.
pub(crate) struct Reply<A> {
    sender: oneshot::Sender<Result<A, StoreError>>,
    staged: Option<Result<A, StoreError>>,
}

impl<A> Reply<A> {
    pub(super) fn new() -> (Self, oneshot::Receiver<Result<A, StoreError>>) {
        let (sender, receiver) = oneshot::channel();
        (
            Self {
                sender,
                staged: None,
            },
            receiver,
        )
    }

    pub(crate) fn stage(&mut self, answer: Result<A, StoreError>) {
        self.staged = Some(answer);
    }

    /// Sends what was staged, or the failure of the transaction. The asker may have gone, which
    /// changes nothing.
    pub(super) fn send(self, failure: Option<&StoreError>) {
        let answer = match failure {
            Some(error) => Err(error.clone()),
            None => self.staged.unwrap_or(Err(StoreError::Closed)),
        };
        let _ = self.sender.send(answer);
    }
}

/// One write.
pub(crate) enum Job {
    Shards(FixShards),
    Workspace(PutWorkspace),
    Template(TemplateJob),
    Connections(ConnectionJob),
    Profiles(ProfileJob),
    Accept(Accept),
    Publication(Publication),
    Plan(Plan),
    Spill(Spill),
    Change(Change),
    Reopen(Reopen),
    Purge(Purge),
    Backlogs(PutBacklogs),
    Sample(Box<PutSample>),
    Timing(Box<TimingJob>),
    Quarantine(QuarantineJob),
    /// Not a write: finish those that wait, then close the database.
    Close(Reply<()>),
}

impl Job {
    /// Whether workers ask for it, to record what they did; else it comes in from outside.
    pub(super) fn is_of_workers(&self) -> bool {
        match self {
            Self::Plan(_)
            | Self::Spill(_)
            | Self::Change(_)
            | Self::Reopen(_)
            | Self::Purge(_)
            | Self::Backlogs(_)
            | Self::Sample(_) => true,
            Self::Timing(job) => job.ask.is_of_workers(),
            Self::Shards(_)
            | Self::Workspace(_)
            | Self::Template(_)
            | Self::Connections(_)
            | Self::Profiles(_)
            | Self::Quarantine(_)
            | Self::Accept(_)
            | Self::Publication(_)
            | Self::Close(_) => false,
        }
    }

    pub(super) fn answer(self, failure: Option<&StoreError>) {
        match self {
            Self::Shards(job) => job.reply.send(failure),
            Self::Workspace(job) => job.reply.send(failure),
            Self::Template(job) => job.reply.send(failure),
            Self::Connections(job) => job.reply.send(failure),
            Self::Profiles(job) => job.answer(failure),
            Self::Accept(job) => job.reply.send(failure),
            Self::Publication(job) => job.reply.send(failure),
            Self::Plan(job) => job.answer(failure),
            Self::Spill(job) => job.reply.send(failure),
            Self::Change(job) => job.reply.send(failure),
            Self::Reopen(job) => job.reply.send(failure),
            Self::Purge(job) => job.reply.send(failure),
            Self::Backlogs(job) => job.reply.send(failure),
            Self::Sample(job) => job.reply.send(failure),
            Self::Timing(job) => job.reply.send(failure),
            Self::Quarantine(job) => job.reply.send(failure),
            Self::Close(reply) => reply.send(failure),
        }
    }
}
