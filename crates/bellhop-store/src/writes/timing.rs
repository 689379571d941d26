//! What is written of timers, digests, throttles and cancellations. It is asked for as one kind of job,
//! since none of it is frequent; what it does is in `crate::timing`.

use std::collections::HashMap;

use bellhop_core::id::{TriggerId, WorkspaceKey};
use bellhop_core::plan::Event;
use bellhop_core::timer::Timer;
use uuid::Uuid;

use super::{Job, Reply, Writes};
use crate::StoreError;
use crate::timing::{Calling, ClosedDigest, ThrottleAsk};

pub(crate) struct TimingJob {
    pub(crate) ask: Ask,
    pub(crate) reply: Reply<Told>,
}

/// What is asked.
pub(crate) enum Ask {
    /// Timers to keep; one that is there stays as it is.
    Put(Vec<Timer>),
    /// What is due, for whoever asks to act on it: until when it has them, and how many at most.
    Take {
        now_ms: u64,
        until_ms: u64,
        limit: u32,
    },
    /// What was acted on.
    Remove(Vec<Uuid>),
    /// Events to collect, at this time.
    Collect(Vec<Event>, u64),
    /// A digest that takes no more events.
    Close(Uuid),
    /// One that has been sent.
    Forget(Uuid),
    /// Who may pass, at this time.
    Throttle(Vec<ThrottleAsk>, u64),
    /// Triggers that can be called off.
    Run(Vec<Run>),
    /// Triggers to call off: first they are marked, so that whoever plans or sends them sees it …
    Mark(Calling, u64),
    /// … then what waits of them is taken away.
    Sweep(Vec<TriggerId>, Vec<String>, u64),
}

/// A trigger that can be called off, by the hash of its key if it has one.
pub(crate) struct Run {
    pub(crate) trigger: TriggerId,
    pub(crate) workspace: WorkspaceKey,
    pub(crate) key: Option<[u8; 16]>,
}

/// What is answered.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) timers: Vec<Timer>,
    pub(crate) passed: HashMap<Uuid, bool>,
    pub(crate) closed: Option<ClosedDigest>,
    pub(crate) triggers: Vec<TriggerId>,
    pub(crate) count: u64,
}

impl Ask {
    pub(super) fn is_of_workers(&self) -> bool {
        match self {
            Self::Take { .. }
            | Self::Remove(_)
            | Self::Collect(..)
            | Self::Close(_)
            | Self::Forget(_)
            | Self::Throttle(..) => true,
            Self::Put(_) | Self::Run(..) | Self::Mark(..) | Self::Sweep(..) => false,
        }
    }
}

impl Writes {
    pub(crate) async fn timing(&self, ask: Ask) -> Result<Told, StoreError> {
        self.write(|reply| Job::Timing(Box::new(TimingJob { ask, reply })))
            .await
    }
}
