//! The queue of dead letters: looking through it, and taking some out.
//!
//! AMQP cannot look at a message without taking it. So letters are taken one after the other, as far as
//! they are wanted, and given back by closing the channel, which puts them back in order, ahead of the
//! rest. Meanwhile nobody else sees them; within a process one walk waits for the other.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use lapin::Channel;
use lapin::options::{BasicAckOptions, BasicGetOptions};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;
use uuid::Uuid;

use super::letter;
use super::link::Link;
use super::topology::Topology;
use super::trouble::Trouble;
use crate::DeadLetter;

/// How long one walk through the dead letters may take.
const WALK_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Dead {
    link: Link,
    topology: Topology,
    /// Held by whoever walks.
    walk: Mutex<()>,
}

/// A letter in hand, with its envelope as it was.
pub(super) struct Taken {
    pub(super) letter: DeadLetter,
    pub(super) envelope: Vec<u8>,
    tag: u64,
}

/// Letters in hand. They go back when this is closed or dropped, except for those that were removed.
pub(super) struct Hand<'a> {
    pub(super) letters: Vec<Taken>,
    channel: Channel,
    _walk: MutexGuard<'a, ()>,
}

impl Dead {
    pub(super) fn new(link: Link, topology: Topology) -> Self {
        Self {
            link,
            topology,
            walk: Mutex::new(()),
        }
    }

    /// The dead letters after the first `after`, at most `limit` of them.
    pub(super) async fn page(&self, after: u64, limit: u32) -> Result<Vec<DeadLetter>, Trouble> {
        let last = after.saturating_add(limit.into());
        let mut letters = Vec::new();
        if limit == 0 {
            return Ok(letters);
        }
        let hand = self
            .walk(|taken| {
                let number = taken.letter.number;
                if number > after {
                    letters.push(taken.letter);
                }
                let flow = if number < last {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                };
                (None, flow)
            })
            .await?;
        hand.give_back().await?;
        Ok(letters)
    }

    /// Takes the letters with these ids. Of several with one id, those up to where all were found.
    pub(super) async fn take(&self, ids: &[Uuid]) -> Result<Hand<'_>, Trouble> {
        let mut wanted: HashSet<Uuid> = ids.iter().copied().collect();
        let all = wanted.clone();
        self.walk(|taken| {
            let id = taken.letter.id;
            wanted.remove(&id);
            let flow = if wanted.is_empty() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            };
            (all.contains(&id).then_some(taken), flow)
        })
        .await
    }

    /// Takes letters from the first on, as long as `look` says to go on, and keeps hold of those that
    /// it gives back.
    pub(super) async fn walk(
        &self,
        mut look: impl FnMut(Taken) -> (Option<Taken>, ControlFlow<()>),
    ) -> Result<Hand<'_>, Trouble> {
        let walk = self.walk.lock().await;
        let connection = self.link.state().connection.ok_or(Trouble::Disconnected)?;
        let triggers = self.topology.triggers();
        let walking = async {
            let channel = connection.create_channel().await?;
            let mut letters = Vec::new();
            for number in 1.. {
                let got = channel.basic_get(self.topology.dead(), BasicGetOptions::default());
                let Some(got) = got.await? else { break };
                let (tag, envelope) = (got.delivery.delivery_tag, got.delivery.data);
                let letter = letter::read(number, &got.delivery.properties, &envelope, &triggers);
                let (kept, flow) = look(Taken {
                    letter,
                    envelope,
                    tag,
                });
                letters.extend(kept);
                if flow.is_break() {
                    break;
                }
            }
            Ok(Hand {
                letters,
                channel,
                _walk: walk,
            })
        };
        match timeout(WALK_WITHIN, walking).await {
            Ok(hand) => hand,
            Err(_) => Err(silent()),
        }
    }
}

impl Hand<'_> {
    /// Removes the letters at these places of `letters` for good, and gives the rest back.
    pub(super) async fn remove(self, places: &[usize]) -> Result<(), Trouble> {
        let removing = async {
            for place in places {
                let tag = self.letters[*place].tag;
                let options = BasicAckOptions::default();
                self.channel.basic_ack(tag, options).await?;
            }
            self.give_back().await
        };
        match timeout(WALK_WITHIN, removing).await {
            Ok(removed) => removed,
            Err(_) => Err(silent()),
        }
    }

    /// Gives the letters back. Once that is answered, removals before it have reached the broker.
    pub(super) async fn give_back(self) -> Result<(), Trouble> {
        let closing = self.channel.close(200, "seen".into());
        match timeout(WALK_WITHIN, closing).await {
            Ok(closed) => Ok(closed?),
            Err(_) => Err(silent()),
        }
    }
}

fn silent() -> Trouble {
    Trouble::Silent {
        seconds: WALK_WITHIN.as_secs(),
    }
}
