//! For how long a shard is this worker's.

use tokio::sync::watch;
use tokio::time::Instant;

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
