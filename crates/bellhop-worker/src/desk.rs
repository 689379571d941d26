//! The loop: receive, let go what may go, hear what happened, stop.
//!
//! Everything that decides runs here, in one task; everything that waits (rendering, calls, records)
//! runs in tasks that tell the loop when it is over.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::{CallId, Moment, Release, Scheduler, Ticket};
use bellhop_queue::{Delivery, QueueError, Shard};
use bellhop_store::Step;
use tokio::sync::{mpsc, watch};

use crate::clock::Clock;
use crate::config::Settings;
use crate::errand::Errand;
use crate::happening::{Happening, Question};
use crate::held::Held;
use crate::metrics::Metrics;
use crate::prepare::{PrepareError, Ready, prepare};
use crate::recorder::Entry;
use crate::worker::Parts;

/// Messages received, and happenings heard, in one go.
const BATCH_MAX: usize = 256;
/// How often the gauges of the queue are read.
const GAUGES_EVERY: Duration = Duration::from_secs(1);
/// The wait before receiving is tried again after the queue failed.
const RECEIVE_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// The state of the loop.
pub(crate) struct Desk {
    pub(crate) parts: Arc<Parts>,
    pub(crate) settings: Settings,
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) scheduler: Scheduler,
    pub(crate) held: HashMap<Ticket, Held>,
    pub(crate) questions: HashMap<Question, Vec<Ticket>>,
    pub(crate) errands: HashMap<CallId, Errand>,
    pub(crate) in_flight: usize,
    pub(crate) tell: mpsc::UnboundedSender<Happening>,
    pub(crate) calls_made: u64,
    pub(crate) entries: mpsc::UnboundedSender<Entry>,
}

impl Desk {
    pub(crate) async fn run(
        parts: Arc<Parts>,
        settings: Settings,
        metrics: Metrics,
        opens_at: Moment,
        entries: mpsc::UnboundedSender<Entry>,
        mut stop: watch::Receiver<bool>,
    ) {
        let (tell, mut heard) = mpsc::unbounded_channel();
        let mut desk = Self {
            settings,
            metrics,
            clock: Clock::start(),
            scheduler: Scheduler::new(settings.pace, opens_at),
            held: HashMap::new(),
            questions: HashMap::new(),
            errands: HashMap::new(),
            in_flight: 0,
            tell,
            calls_made: 0,
            entries,
            parts,
        };
        let queue = desk.parts.queue.clone();
        let shard = match queue.open_shard(0).await {
            Ok(shard) => shard,
            Err(error) => {
                tracing::error!(%error, "the worker ends: it has no messages to work");
                return;
            }
        };
        let mut happenings = Vec::with_capacity(BATCH_MAX);
        let mut gauges = tokio::time::interval(GAUGES_EVERY);
        let mut receive_from = tokio::time::Instant::now();
        let mut last_moment = None;
        loop {
            let stopping = last_moment.is_some();
            if stopping && desk.in_flight == 0 {
                break;
            }
            if !stopping {
                desk.release();
            }
            let room = desk.room();
            let wake = desk
                .scheduler
                .wake_at()
                .filter(|_| desk.has_hands())
                .map(|at| desk.clock.instant(at));
            tokio::select! {
                _ = heard.recv_many(&mut happenings, BATCH_MAX) => {
                    for happening in happenings.drain(..) {
                        desk.hear(happening);
                    }
                }
                received = receive(&shard, room, receive_from), if room > 0 && !stopping => match received {
                    Ok(deliveries) => deliveries.into_iter().for_each(|delivery| desk.take_in(delivery)),
                    Err(error) => {
                        tracing::error!(%error, "messages can't be received; trying again");
                        receive_from = tokio::time::Instant::now() + RECEIVE_AGAIN_AFTER;
                    }
                },
                () = until(wake), if wake.is_some() && !stopping => {}
                _ = gauges.tick() => {
                    if let Ok(stats) = queue.stats().await {
                        desk.set_gauges(&stats);
                    }
                }
                _ = stop.changed(), if !stopping => {
                    let grace = Duration::from_secs(desk.settings.worker.grace_seconds);
                    last_moment = Some(tokio::time::Instant::now() + grace);
                    tracing::info!(in_flight = desk.in_flight, held = desk.held.len(), "draining");
                }
                () = until(last_moment), if stopping => {
                    tracing::warn!(in_flight = desk.in_flight, "the grace is over; calls are cut off");
                    break;
                }
            }
        }
    }

    fn room(&self) -> usize {
        self.settings
            .worker
            .window
            .saturating_sub(self.held.len())
            .min(BATCH_MAX)
    }

    fn has_hands(&self) -> bool {
        self.in_flight < self.settings.worker.in_flight_max
    }

    /// Lets go what may go now.
    fn release(&mut self) {
        while self.has_hands() {
            match self.scheduler.next(self.clock.now()) {
                Some(Release::Post(ticket)) => self.post(ticket),
                Some(Release::Call(call)) => self.call(call),
                Some(Release::Expired(ticket)) => {
                    let detail = "it waited past its deadline".to_owned();
                    self.end(
                        ticket,
                        Outcome::Expired,
                        Reason::DeadlineExceeded,
                        Some(detail),
                        None,
                    );
                }
                None => return,
            }
        }
    }

    fn hear(&mut self, happening: Happening) {
        match happening {
            Happening::Prepared(ticket, result) => self.prepared(ticket, result),
            Happening::Recalled(question, found) => self.recalled(question, found),
            Happening::Posted(ticket, result) => self.posted(ticket, result),
            Happening::Called(call, answer) => {
                self.in_flight -= 1;
                match self.errands.remove(&call) {
                    Some(Errand::LookUp { question, failures }) => {
                        self.looked_up(call, question, failures, answer);
                    }
                    Some(Errand::Join { ticket, error }) => {
                        self.joined(call, ticket, error, answer)
                    }
                    Some(Errand::Confirm { suspect, error }) => {
                        self.confirmed(call, suspect, error, answer);
                    }
                    None => {}
                }
            }
        }
    }

    /// Takes a message in: its place in its lane first, its content at the same time.
    fn take_in(&mut self, delivery: Delivery<Message>) {
        let ticket = Ticket(delivery.position);
        let redelivered = delivery.redelivered;
        let held = Held::new(delivery);
        let message = held.message.clone();
        let met_before = message.planned_before || redelivered;
        self.held.insert(ticket, held);
        match Conversation::of(&message.address.target) {
            Some(conversation) => self.place(ticket, conversation),
            None => {
                let question = (
                    message.address.connection.clone(),
                    message.address.target.clone(),
                );
                self.resolve(ticket, question);
            }
        }
        let (parts, retry) = (self.parts.clone(), self.settings.retry);
        let (tell, metrics) = (self.tell.clone(), self.metrics.clone());
        tokio::spawn(async move {
            let began = Instant::now();
            let result = prepare(&parts, retry, &message, met_before).await;
            metrics
                .render_seconds
                .observe(began.elapsed().as_secs_f64());
            let _ = tell.send(Happening::Prepared(ticket, result));
        });
    }

    /// Gives a message its place in the lane of its conversation.
    pub(crate) fn place(&mut self, ticket: Ticket, conversation: Conversation) {
        let now = self.clock.now();
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.conversation = Some(conversation.clone());
        let (connection, category) = (&held.message.address.connection, held.message.category);
        let deadline = self.clock.moment_of(held.message.deadline_ms);
        self.scheduler
            .offer(now, ticket, connection, conversation, category, deadline);
        if held.content.is_some() {
            self.scheduler.prepared(now, ticket);
        }
    }

    fn prepared(&mut self, ticket: Ticket, result: Result<Ready, PrepareError>) {
        let now = self.clock.now();
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        match result {
            Ok(ready) => {
                held.content = Some(ready.content);
                held.ready_at = Some(Instant::now());
                let warnings = (ready.warnings > 0).then(|| format!("{} warnings", ready.warnings));
                held.note(Step::Rendered, warnings);
                self.scheduler.prepared(now, ticket);
            }
            Err(PrepareError::AlreadyOver(_)) => {
                self.scheduler.withdraw(now, ticket);
                self.settle_again(ticket);
            }
            Err(error) => {
                self.scheduler.withdraw(now, ticket);
                if let PrepareError::Render(error) = &error {
                    let reason = error.reason().as_str();
                    self.metrics
                        .template_errors
                        .with_label_values(&[reason])
                        .inc();
                }
                let (reason, detail) = (error.reason(), error.to_string());
                self.end(ticket, Outcome::Failed, reason, Some(detail), None);
            }
        }
    }
}

async fn receive(
    shard: &Shard,
    room: usize,
    from: tokio::time::Instant,
) -> Result<Vec<Delivery<Message>>, QueueError> {
    tokio::time::sleep_until(from).await;
    shard.receive(room).await
}

async fn until(at: Option<tokio::time::Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at).await;
    }
}
