//! The loop of one shard: receive, let go what may go, hear what happened, stop.
//!
//! Everything that decides runs here, in one task; everything that waits (rendering, calls, records)
//! runs in tasks that tell the loop when it is over. A desk ends when it is told to: no call is under
//! way then, what is known is on record, and what was not sent is back in the queue.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bellhop_core::id::{ConnectionId, MessageId};
use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::{CallId, Moment, Release, Scheduler, Ticket};
use bellhop_core::spill::Spill;
use bellhop_queue::{Delivery, QueueError, Shard};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use crate::backlogs::Teller;
use crate::cards::Cards;
use crate::clock::{Clock, time_of_day_ms};
use crate::config::Settings;
use crate::errand::Errand;
use crate::happening::{Happening, Question};
use crate::held::Held;
use crate::lease::Lease;
use crate::metrics::{Metrics, Share};
use crate::prepare::prepare;
use crate::quarantine::Quarantine;
use crate::recorder::{self, Entry};
use crate::sweep::Sweep;
use crate::worker::Parts;

/// Messages received, and happenings heard, in one go.
const BATCH_MAX: usize = 256;
/// How often the gauges are set.
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
    pub(crate) lease: Lease,
    pub(crate) held: HashMap<Ticket, Held>,
    /// The same by their ids: one that is handed out again is the same message.
    pub(crate) by_id: HashMap<MessageId, Ticket>,
    pub(crate) questions: HashMap<Question, Vec<Ticket>>,
    pub(crate) errands: HashMap<CallId, Errand>,
    pub(crate) cards: Cards,
    pub(crate) sweeps: HashMap<ConnectionId, Sweep>,
    pub(crate) in_flight: usize,
    hands: Arc<Semaphore>,
    pub(crate) tell: mpsc::UnboundedSender<Happening>,
    heard: Option<mpsc::UnboundedReceiver<Happening>>,
    pub(crate) calls_made: u64,
    pub(crate) entries: mpsc::UnboundedSender<Entry>,
    to_record: Option<mpsc::UnboundedReceiver<Entry>>,
    pub(crate) share: Share,
    pub(crate) teller: Teller,
    pub(crate) shard: u16,
    pub(crate) spill: Spill,
    /// Messages on their way to the store.
    pub(crate) spilling: usize,
    /// Whether messages are being read back from there.
    pub(crate) is_reading: bool,
    pub(crate) quarantine: Quarantine,
}

/// The shard of a desk, and when it may send for it.
pub(crate) struct Tenure {
    pub(crate) shard: u16,
    /// Nothing is sent while it does not hold.
    pub(crate) lease: Lease,
    /// Nothing is sent before.
    pub(crate) opens_at: Moment,
}

impl Desk {
    /// A desk for a shard. `hands` bounds the calls of all desks together.
    pub(crate) fn new(
        parts: Arc<Parts>,
        settings: Settings,
        metrics: Metrics,
        hands: Arc<Semaphore>,
        quarantine: Quarantine,
        tenure: Tenure,
    ) -> Self {
        let Tenure {
            shard,
            lease,
            opens_at,
        } = tenure;
        let bounds = settings.bounds(parts.queue.in_hand_max());
        let (tell, heard) = mpsc::unbounded_channel();
        let (entries, to_record) = mpsc::unbounded_channel();
        Self {
            share: Share::of(&metrics, shard),
            teller: Teller::new(shard, settings.worker.backlogs_max),
            quarantine,
            settings,
            metrics,
            clock: Clock::start(),
            scheduler: {
                let mut scheduler = Scheduler::new(settings.pace, opens_at);
                scheduler.try_at_least_every(settings.retry.trial_max());
                scheduler
            },
            lease,
            held: HashMap::new(),
            by_id: HashMap::new(),
            questions: HashMap::new(),
            errands: HashMap::new(),
            cards: Cards::default(),
            sweeps: HashMap::new(),
            in_flight: 0,
            hands,
            tell,
            heard: Some(heard),
            calls_made: 0,
            entries,
            to_record: Some(to_record),
            shard,
            spill: Spill::new(bounds),
            spilling: 0,
            is_reading: false,
            parts,
        }
    }

    /// Works until told to stop; returns when everything is on record and the shard is closed.
    pub(crate) async fn run(mut self, shard: Shard, stop: watch::Receiver<bool>) {
        let (Some(heard), Some(to_record)) = (self.heard.take(), self.to_record.take()) else {
            return;
        };
        let tell = self.tell.clone();
        let recorder = tokio::spawn(recorder::run(self.parts.clone(), to_record, tell));
        if self.find_spilled(stop.clone()).await {
            self.work(&shard, heard, stop).await;
        }
        // With the desk go the entries' senders, so that the recorder ends when it has written all.
        drop(self);
        if let Err(error) = recorder.await {
            tracing::error!(%error, "recording ended badly");
        }
        shard.close().await;
    }

    async fn work(
        &mut self,
        shard: &Shard,
        mut heard: mpsc::UnboundedReceiver<Happening>,
        mut stop: watch::Receiver<bool>,
    ) {
        let hands = Arc::clone(&self.hands);
        let mut lease = self.lease.clone();
        let mut happenings = Vec::with_capacity(BATCH_MAX);
        let mut gauges = tokio::time::interval(GAUGES_EVERY);
        let mut receive_from = tokio::time::Instant::now();
        let mut last_moment = None;
        loop {
            let stopping = last_moment.is_some();
            if stopping && self.in_flight == 0 {
                break;
            }
            if !stopping {
                self.settle_cards();
                self.release();
                self.take_back();
            }
            let room = self.room().min(BATCH_MAX);
            let has_hands = self.has_hands();
            let wake = self
                .scheduler
                .wake_at()
                .filter(|_| has_hands && self.lease.holds())
                .map(|at| self.clock.instant(at));
            tokio::select! {
                _ = heard.recv_many(&mut happenings, BATCH_MAX) => {
                    for happening in happenings.drain(..) {
                        self.hear(happening);
                    }
                }
                received = receive(shard, room, receive_from), if room > 0 && !stopping => match received {
                    Ok(deliveries) => deliveries.into_iter().for_each(|delivery| self.take_in(delivery)),
                    Err(error) => {
                        tracing::error!(%error, "messages can't be received; trying again");
                        receive_from = tokio::time::Instant::now() + RECEIVE_AGAIN_AFTER;
                    }
                },
                () = until(wake), if wake.is_some() && !stopping => {}
                // Another desk's call has ended; the permit is given back at once, to be taken anew.
                _ = hands.acquire(), if !has_hands && !stopping => {}
                () = lease.renewed() => {}
                _ = gauges.tick() => self.set_gauges(),
                _ = stop.wait_for(|stop| *stop), if !stopping => {
                    let grace = Duration::from_secs(self.settings.worker.grace_seconds);
                    last_moment = Some(tokio::time::Instant::now() + grace);
                    tracing::info!(in_flight = self.in_flight, held = self.held.len(), "draining");
                }
                () = until(last_moment), if stopping => {
                    tracing::warn!(in_flight = self.in_flight, "the grace is over; calls are cut off");
                    break;
                }
            }
        }
    }

    fn has_hands(&self) -> bool {
        self.hands.available_permits() > 0
    }

    /// Takes the permit for one call. There is one: [`Desk::has_hands`] said so, or the call is one
    /// more than allowed because another desk was faster.
    pub(crate) fn take_hand(&mut self) -> Option<OwnedSemaphorePermit> {
        self.in_flight += 1;
        Arc::clone(&self.hands).try_acquire_owned().ok()
    }

    /// Lets go what may go now.
    fn release(&mut self) {
        while self.has_hands() && self.lease.holds() {
            match self.scheduler.next(self.clock.now()) {
                Some(Release::Post(ticket)) => self.post(ticket),
                Some(Release::Call(call)) => self.call(call),
                Some(Release::Expired(ticket)) => {
                    self.expire(ticket, "it waited past its deadline")
                }
                None if self.cards.are_settled() => return,
                None => self.settle_cards(),
            }
        }
    }

    fn hear(&mut self, happening: Happening) {
        match happening {
            Happening::Prepared(ticket, result) => self.prepared(ticket, result),
            Happening::Recalled(question, found) => self.recalled(question, found),
            Happening::TakenBack(wants, pages) => self.taken_back(wants, pages),
            Happening::Spilled(count) => self.spilling = self.spilling.saturating_sub(count),
            Happening::CardFound(card, record) => self.card_found(&card, record),
            Happening::Disabled(connection, detail) => self.end_connection(&connection, &detail),
            Happening::Posted(ticket, result) => {
                self.post_ended(ticket, &result);
                self.posted(ticket, result);
            }
            Happening::Called(call, answer) => {
                self.in_flight -= 1;
                let errand = self.errands.remove(&call);
                if let Some(errand) = &errand {
                    self.call_ended(errand, &answer);
                }
                match errand {
                    Some(Errand::LookUp { question, failures }) => {
                        self.looked_up(call, question, failures, answer);
                    }
                    Some(Errand::Sweep { connection }) => self.swept(call, connection, answer),
                    Some(Errand::Probe { ticket, failures }) => {
                        self.probed(call, ticket, failures, answer);
                    }
                    Some(Errand::Change { ticket, failures }) => {
                        self.changed(call, ticket, failures, answer);
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

    /// Holds a message: its place in its lane first, its content at the same time. `met_before` says
    /// that it may have ended already.
    pub(crate) fn hold(&mut self, held: Held, met_before: bool) {
        let message = Arc::clone(&held.message);
        // Two can only have one place when the record of one is older than records are kept.
        let mut ticket = Ticket(message.place);
        while self.held.contains_key(&ticket) {
            ticket.0 += 1;
        }
        let met_before = met_before || message.timing.cancellable;
        self.by_id.insert(message.id, ticket);
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
        if !self.held.contains_key(&ticket) {
            return;
        }
        let (parts, retry) = (self.parts.clone(), self.settings.retry);
        let (tell, seconds) = (self.tell.clone(), self.metrics.render_seconds.clone());
        let entries = self.entries.clone();
        // Boxed, because a future is moved several times on its way to its task, and this one is large.
        tokio::spawn(Box::pin(async move {
            let began = Instant::now();
            if met_before {
                // Its end may be on the way to the record.
                recorder::flushed(&entries).await;
            }
            drop(entries);
            let result = prepare(&parts, retry, &message, met_before).await;
            seconds.observe(began.elapsed().as_secs_f64());
            let _ = tell.send(Happening::Prepared(ticket, result));
        }));
    }

    /// Gives a message its place in the lane of its conversation.
    pub(crate) fn place(&mut self, ticket: Ticket, conversation: Conversation) {
        if !self.joins_lane(ticket, &conversation) {
            return;
        }
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        held.conversation = Some(conversation.clone());
        if held.message.card.is_some() && !self.join_card(ticket, &conversation) {
            return;
        }
        self.offer(ticket, conversation);
    }

    /// Gives a message its place in a lane, or a place that another had.
    pub(crate) fn offer(&mut self, ticket: Ticket, conversation: Conversation) {
        let now = self.clock.now();
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        let (connection, category) = (&held.message.address.connection, held.message.category);
        let deadline = self.clock.moment_of(held.message.deadline_ms);
        self.scheduler
            .offer(now, ticket, connection, conversation, category, deadline);
        held.joined_behind = Some((self.scheduler.ahead_of(ticket), time_of_day_ms()));
        if held.content.is_some() && held.card.is_none() {
            self.ready(ticket);
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
