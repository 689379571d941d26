//! For how long a shard is this worker's.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::happening::CallError;

/// The desk's side of a lease. Nothing is sent when it does not hold.
#[derive(Debug, Clone)]
pub(crate) struct Lease(watch::Receiver<Instant>);

/// The side that renews it.
#[derive(Debug)]
pub(crate) struct Renewal(watch::Sender<Instant>);

impl Lease {
    /// A lease that holds until then.
    pub(crate) fn until(until: Instant) -> (Renewal, Self) {
        let (renewal, lease) = watch::channel(until);
        (Renewal(renewal), Self(lease))
    }

    /// Whether it holds now. The monotonic clock goes on while a process is frozen, so that a worker
    /// that was stopped past its lease notices it before it does anything.
    pub(crate) fn holds(&self) -> bool {
        Instant::now() < *self.0.borrow()
    }

    /// Makes a call while it holds. A process that is frozen in the middle must not go on with it when it
    /// is thawed, so the clock is asked before every step, and not a timer, which may be late then.
    pub(crate) async fn during<T>(&self, call: impl Future<Output = T>) -> Result<T, CallError> {
        let mut call = pin!(call);
        poll_fn(|context| {
            if self.holds() {
                call.as_mut().poll(context).map(Ok)
            } else {
                Poll::Ready(Err(CallError::CutOff))
            }
        })
        .await
    }

    /// Waits until it is renewed.
    pub(crate) async fn renewed(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody can renew it any more; the desk is about to be stopped.
            std::future::pending::<()>().await;
        }
    }
}

impl Renewal {
    /// It holds until then.
    pub(crate) fn renew(&self, until: Instant) {
        self.0.send_replace(until);
    }
}
