//! Spilling: messages of long lanes wait in the store, and are taken back as the lanes drain.
//!
//! What goes where is decided in `bellhop_core::spill`; this drives it. A message that goes to the store
//! is settled when it is there for certain. One that is taken back goes the way of one that was received,
//! except that there is nothing to settle: its end takes it out of the store.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::message::{Conversation, Message};
use bellhop_core::scheduler::Ticket;
use bellhop_core::spill::{LaneKey, Spot, Verdict, Want};
use bellhop_core::workflow::Category;
use bellhop_queue::Delivery;
use bellhop_store::{Spilled, SpilledPage};
use tokio::sync::watch;

use crate::desk::Desk;
use crate::happening::Happening;
use crate::held::Held;
use crate::recorder::{self, Entry, Settle, Spilling};

/// Messages read back from the store at once.
const READ_MAX: usize = 256;
/// Messages on the way to the store at once.
const SPILLING_MAX: usize = 1_024;
/// The wait before reading is tried again after the store failed.
const READ_AGAIN_AFTER: Duration = Duration::from_millis(500);

impl Desk {
    /// Learns which lanes are in the store; whether it did before it was to stop.
    pub(crate) async fn find_spilled(&mut self, mut stop: watch::Receiver<bool>) -> bool {
        while !*stop.borrow() {
            match self.parts.store.spilled_lanes(self.shard).await {
                Ok(lanes) => {
                    for lane in lanes {
                        let (connection, key) = (&lane.connection, lane.lane);
                        self.spill
                            .found(connection, key, lane.category, lane.count, lane.first);
                    }
                    return true;
                }
                Err(error) => {
                    tracing::error!(%error, "the lanes in the store can't be read; trying again");
                    tokio::select! {
                        () = tokio::time::sleep(READ_AGAIN_AFTER) => {}
                        _ = stop.changed() => {}
                    }
                }
            }
        }
        false
    }

    /// How many more messages may be received.
    pub(crate) fn room(&self) -> usize {
        let on_the_way = SPILLING_MAX.saturating_sub(self.spilling);
        self.spill.may_arrive().min(on_the_way)
    }

    /// Takes a message in. One that is held already was handed out again: it keeps its place, and is
    /// settled with the other.
    pub(crate) fn take_in(&mut self, delivery: Delivery<Message>) {
        let known = self.by_id.get(&delivery.body.id);
        if let Some(held) = known.and_then(|ticket| self.held.get_mut(ticket)) {
            held.deliveries.push(delivery.split().1);
            return;
        }
        let place = delivery.body.place;
        if let Some(held) = self.held.get(&Ticket(place))
            && held.message.place != place
        {
            // A newer message of its card took its place here.
            return self.settle_merged(delivery);
        }
        let met_before = delivery.body.planned_before || delivery.redelivered;
        let (message, delivery) = delivery.split();
        let connection = &message.address.connection;
        let spot = Spot {
            lane: LaneKey::of_target(connection, &message.address.target),
            place: message.place,
            category: message.category,
            stored: false,
        };
        let lane = spot.lane;
        match self.spill.arrives(self.clock.now(), connection, spot) {
            Verdict::Hold => {
                let held = Held::new(message, vec![delivery], lane, false);
                self.hold(held, met_before);
            }
            Verdict::Store { with_held } => {
                if with_held {
                    self.bank(lane);
                }
                self.put_away(lane, message, vec![delivery]);
            }
        }
    }

    /// The conversation of a message is known. Gives whether it is held still: if not, its lane is in the
    /// store, and so is the message from now on.
    pub(crate) fn joins_lane(&mut self, ticket: Ticket, conversation: &Conversation) -> bool {
        let Some(held) = self.held.get_mut(&ticket) else {
            return false;
        };
        let lane = LaneKey::of_conversation(&held.message.address.connection, conversation);
        let spot = held.spot();
        held.lane = lane;
        let verdict = self.spill.joins(self.clock.now(), spot, lane);
        let Verdict::Store { with_held } = verdict else {
            return true;
        };
        let Some(held) = self.held.remove(&ticket) else {
            return false;
        };
        self.by_id.remove(&held.message.id);
        if with_held {
            self.bank(lane);
        }
        if held.stored {
            let settle = Settle::done(held.deliveries);
            let _ = self.entries.send(Entry {
                settle: Some(settle),
                ..Entry::default()
            });
        } else {
            self.put_away(lane, Arc::unwrap_or_clone(held.message), held.deliveries);
        }
        false
    }

    /// Puts what is held of a lane into the store, too: it stays in memory, and comes before the rest.
    fn bank(&mut self, lane: LaneKey) {
        let lane = self.spill.known_as(lane);
        let mut banked = Vec::new();
        for held in self.held.values_mut() {
            if held.stored || self.spill.known_as(held.lane) != lane {
                continue;
            }
            held.stored = true;
            let deliveries = std::mem::take(&mut held.deliveries);
            banked.push((Message::clone(&held.message), deliveries));
        }
        banked.sort_unstable_by_key(|(message, _)| message.place);
        for (message, deliveries) in banked {
            self.put_away(lane, message, deliveries);
        }
    }

    fn put_away(&mut self, lane: LaneKey, message: Message, deliveries: Vec<Delivery<()>>) {
        self.spilling += 1;
        let spilled = Spilled {
            shard: self.shard,
            lane: self.spill.known_as(lane),
            message,
        };
        let _ = self.entries.send(Entry {
            spilling: Some(Spilling {
                spilled,
                deliveries,
            }),
            ..Entry::default()
        });
    }

    /// Reads back what there is room for, if nothing is being read.
    pub(crate) fn take_back(&mut self) {
        if self.is_reading {
            return;
        }
        let wants = self.spill.wanted(self.clock.now(), READ_MAX);
        if wants.is_empty() {
            return;
        }
        self.is_reading = true;
        let (store, tell) = (self.parts.store.clone(), self.tell.clone());
        let entries = self.entries.clone();
        tokio::spawn(async move {
            // What is on the way there is to be found.
            recorder::flushed(&entries).await;
            drop(entries);
            while !tell.is_closed() {
                match store.read_spilled(&wants).await {
                    Ok(pages) => {
                        let _ = tell.send(Happening::TakenBack(wants, pages));
                        return;
                    }
                    Err(error) => {
                        tracing::error!(%error, "waiting messages can't be read; trying again");
                        tokio::time::sleep(READ_AGAIN_AFTER).await;
                    }
                }
            }
        });
    }

    /// The store gave back what was wanted.
    pub(crate) fn taken_back(&mut self, wants: Vec<Want>, pages: Vec<SpilledPage>) {
        self.is_reading = false;
        for (want, page) in wants.into_iter().zip(pages) {
            let mut fresh = page.messages;
            fresh.retain(|message| !self.by_id.contains_key(&message.id));
            let categories: Vec<Category> = fresh.iter().map(|message| message.category).collect();
            let now = self.clock.now();
            self.spill
                .returned(now, &want, page.read, page.last, &categories);
            for message in fresh {
                // An earlier worker may have sent it.
                self.hold(Held::new(message, Vec::new(), want.lane, true), true);
            }
        }
    }
}
