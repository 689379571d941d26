//! Errands: calls to Slack that are made on the way to a post, within their methods' budgets.

use std::future::Future;
use std::time::{Duration, Instant};

use bellhop_core::fault::Fault;
use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::{CallId, Method, Ticket};

use crate::desk::Desk;
use crate::happening::{CallError, Called, Happening, Question};

/// The wait after a 429 that does not say how long.
pub(crate) const WAIT_UNSAID: Duration = Duration::from_secs(30);

/// What a call that is made on the way is for.
#[derive(Debug)]
pub(crate) enum Errand {
    LookUp { question: Question, failures: u32 },
    Sweep { connection: ConnectionId },
    Probe { ticket: Ticket, failures: u32 },
    Change { ticket: Ticket, failures: u32 },
    Join { ticket: Ticket, error: CallError },
    Confirm { suspect: Suspect, error: CallError },
}

/// Who met a refused credential.
#[derive(Debug, Clone)]
pub(crate) enum Suspect {
    Message(Ticket),
    /// A lookup, and how often it failed before.
    Question(Question, u32),
}

impl Desk {
    /// Runs an errand; the scheduler said that there is room.
    pub(crate) fn call(&mut self, call: CallId) {
        match self.errands.get(&call) {
            Some(Errand::LookUp { question, .. }) => self.look_up(call, question.clone()),
            Some(Errand::Sweep { connection }) => self.read_page(call, connection.clone()),
            Some(Errand::Probe { ticket, .. }) => self.make_probe(call, *ticket),
            Some(Errand::Change { ticket, .. }) => self.make_change(call, *ticket),
            Some(Errand::Join { ticket, .. }) => self.make_join(call, *ticket),
            Some(Errand::Confirm { suspect, .. }) => {
                let suspect = suspect.clone();
                self.make_confirmation(call, &suspect);
            }
            None => {}
        }
    }

    /// Asks the scheduler for a call within its method's budget.
    pub(crate) fn request(&mut self, connection: &ConnectionId, method: Method, errand: Errand) {
        let call = self.number(errand);
        self.scheduler.request(connection, method, call);
    }

    /// As [`Desk::request`], but not before `wait` is over.
    pub(crate) fn request_after(
        &mut self,
        wait: Duration,
        connection: &ConnectionId,
        method: Method,
        errand: Errand,
    ) {
        let call = self.number(errand);
        let at = self.clock.now() + wait;
        self.scheduler.request_at(at, connection, method, call);
    }

    fn number(&mut self, errand: Errand) -> CallId {
        self.calls_made += 1;
        let call = CallId(self.calls_made);
        self.errands.insert(call, errand);
        call
    }

    /// Makes a call in a task of its own.
    pub(crate) fn spawn_call(
        &mut self,
        call: CallId,
        method: Method,
        future: impl Future<Output = Result<Called, CallError>> + Send + 'static,
    ) {
        let hand = self.take_hand();
        let (tell, metrics) = (self.tell.clone(), self.metrics.clone());
        tokio::spawn(async move {
            let began = Instant::now();
            let answer = future.await;
            let seconds = began.elapsed().as_secs_f64();
            metrics
                .call_seconds
                .with_label_values(&[method.as_str()])
                .observe(seconds);
            if let Err(error) = &answer
                && matches!(error.fault(), Fault::Wait(_))
            {
                metrics
                    .rate_limited
                    .with_label_values(&[method.as_str()])
                    .inc();
            }
            drop(hand);
            let _ = tell.send(Happening::Called(call, answer));
        });
    }
}
