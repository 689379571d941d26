//! A world for the scheduler: a time line, a network with random delays, and a Slack that refuses
//! what is too fast, exactly.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use super::*;

/// A small random generator (SplitMix64), so that a seed is a world.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number between these two, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Whether something happens that happens once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}

/// Slack's side: what it allows, and what it has taken.
#[derive(Debug, Default)]
pub struct Slack {
    /// How many posts one conversation may get at once after a rest.
    pub burst: u64,
    /// Posts of one connection in any minute; `None` is unlimited.
    pub connection_per_minute: Option<usize>,
    /// How many posts were refused.
    pub rejected: usize,
    /// What was posted, and when, in order.
    pub delivered: Vec<(u64, Moment)>,
    /// When each conversation's bucket would be full again.
    full_at: HashMap<(u64, u64), Moment>,
    by_connection: HashMap<u64, VecDeque<Moment>>,
}

impl Slack {
    /// One post a second to each channel, and so many a minute of each connection.
    fn post(&mut self, now: Moment, ticket: u64, place: (u64, u64)) -> bool {
        let full_at = self.full_at.entry(place).or_default();
        let allowance = Duration::from_secs(self.burst - 1);
        let recent = self.by_connection.entry(place.0).or_default();
        while recent
            .front()
            .is_some_and(|then| now - *then >= Duration::from_secs(60))
        {
            recent.pop_front();
        }
        let over = self
            .connection_per_minute
            .is_some_and(|max| recent.len() >= max);
        if over || *full_at > now + allowance {
            self.rejected += 1;
            return false;
        }
        *full_at = (*full_at).max(now) + Duration::from_secs(1);
        recent.push_back(now);
        self.delivered.push((ticket, now));
        true
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Offered(u64),
    Prepared(u64),
    Withdrawn(u64),
    Arrives(u64),
    Answered(u64, bool),
}

/// A time in which nothing reaches Slack.
#[derive(Debug)]
pub struct Outage {
    /// From when on.
    pub from: Moment,
    /// The first moment after it.
    pub until: Moment,
    /// How often each connection knocked.
    pub knocks: HashMap<u64, usize>,
}

/// The scheduler, Slack, the network between them, and a time of their own.
#[derive(Debug)]
pub struct World {
    /// The scheduler.
    pub scheduler: Scheduler,
    /// Slack.
    pub slack: Slack,
    /// Bounds of the delay of one way, in milliseconds.
    pub network: (u64, u64),
    /// One attempt in so many is lost on the way (0: none).
    pub fails_one_in: u64,
    /// When Slack can't be reached.
    pub outages: Vec<Outage>,
    /// How many messages were withdrawn.
    pub withdrawn: usize,
    /// The luck of this world.
    pub dice: Dice,
    places: HashMap<u64, (u64, u64)>,
    events: BinaryHeap<Reverse<(Moment, u64, Event)>>,
    events_made: u64,
    now: Moment,
}

impl Outage {
    /// An outage between these milliseconds.
    #[must_use]
    pub fn between(from: u64, until: u64) -> Self {
        Self {
            from: at(from),
            until: at(until),
            knocks: HashMap::new(),
        }
    }
}

impl World {
    /// A world without messages, with Slack's own limits.
    pub fn new(pace: PaceConfig, seed: u64) -> Self {
        let burst = u64::from(pace.destination_burst.get());
        Self {
            scheduler: Scheduler::new(pace, at(0)),
            slack: Slack {
                burst,
                ..Slack::default()
            },
            network: (0, 300),
            fails_one_in: 0,
            outages: Vec::new(),
            withdrawn: 0,
            dice: Dice::new(seed),
            places: HashMap::new(),
            events: BinaryHeap::new(),
            events_made: 0,
            now: at(0),
        }
    }

    fn after(&mut self, milliseconds: u64, event: Event) {
        self.events_made += 1;
        let at = self.now + Duration::from_millis(milliseconds);
        self.events.push(Reverse((at, self.events_made, event)));
    }

    /// A message that is offered and prepared at once.
    pub fn offer(&mut self, ticket: u64, connection: u64, channel: u64) {
        self.offer_later(ticket, connection, channel, 0, 0, false);
    }

    /// A message that is offered after a while, and then prepared or withdrawn after another.
    pub fn offer_later(
        &mut self,
        ticket: u64,
        connection: u64,
        channel: u64,
        offered_after: u64,
        prepared_after: u64,
        withdrawn: bool,
    ) {
        self.places.insert(ticket, (connection, channel));
        self.after(offered_after, Event::Offered(ticket));
        let then = if withdrawn {
            Event::Withdrawn(ticket)
        } else {
            Event::Prepared(ticket)
        };
        self.after(offered_after + prepared_after, then);
    }

    /// Lets time pass until `end`, or until nothing is left to happen.
    pub fn run_until(&mut self, end: Moment) {
        loop {
            while let Some(release) = self.scheduler.next(self.now) {
                let Release::Post(Ticket(ticket)) = release else {
                    panic!("{release:?}")
                };
                let delay = self.delay();
                self.after(delay, Event::Arrives(ticket));
            }
            let event_at = self.events.peek().map(|Reverse((at, ..))| *at);
            let next = [event_at, self.scheduler.wake_at()]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next.filter(|next| *next <= end) else {
                break;
            };
            assert!(next >= self.now, "time does not go back");
            self.now = next;
            while let Some(Reverse((at, ..))) = self.events.peek()
                && *at <= self.now
                && let Some(Reverse((.., event))) = self.events.pop()
            {
                self.happen(event);
            }
        }
    }

    fn delay(&mut self) -> u64 {
        self.dice.between(self.network.0, self.network.1)
    }

    fn happen(&mut self, event: Event) {
        let now = self.now;
        match event {
            Event::Offered(ticket) => {
                let (connection_number, channel_number) = self.places[&ticket];
                let (connection, channel) =
                    (connection(connection_number), channel(channel_number));
                let category = Category::Transactional;
                self.scheduler
                    .offer(now, Ticket(ticket), &connection, channel, category, FOREVER);
            }
            Event::Prepared(ticket) => self.scheduler.prepared(now, Ticket(ticket)),
            Event::Withdrawn(ticket) => {
                self.withdrawn += 1;
                self.scheduler.withdraw(now, Ticket(ticket));
            }
            Event::Arrives(ticket) => {
                let delay = self.delay();
                let number = self.places[&ticket].0;
                let is_lost = self.fails_one_in > 0 && self.dice.one_in(self.fails_one_in);
                if self.knocks_in_vain(number) || is_lost {
                    self.scheduler.unreached(now, &connection(number));
                    let retry = Answer::Retry(Duration::from_millis(self.dice.between(1, 3_000)));
                    self.scheduler.answered(now, Ticket(ticket), retry);
                    return;
                }
                let taken = self.slack.post(now, ticket, self.places[&ticket]);
                self.after(delay, Event::Answered(ticket, taken));
            }
            Event::Answered(ticket, taken) => {
                let answer = if taken {
                    Answer::Done
                } else {
                    Answer::Throttled(Duration::from_secs(1))
                };
                self.scheduler.reached(&connection(self.places[&ticket].0));
                self.scheduler.answered(now, Ticket(ticket), answer);
            }
        }
    }

    /// Whether Slack can't be reached now, for a call of this connection.
    fn knocks_in_vain(&mut self, connection: u64) -> bool {
        let now = self.now;
        let mut outages = self.outages.iter_mut();
        let outage = outages.find(|outage| outage.from <= now && now < outage.until);
        let Some(outage) = outage else { return false };
        *outage.knocks.entry(connection).or_default() += 1;
        true
    }

    /// When the first message of a connection arrived from `from` on.
    #[must_use]
    pub fn first_delivery(&self, connection: u64, from: Moment) -> Option<Moment> {
        let mut delivered = self.slack.delivered.iter();
        delivered
            .find(|(ticket, at)| *at >= from && self.places[ticket].0 == connection)
            .map(|(_, at)| *at)
    }

    /// Pairs of neighbours in one conversation that arrived in the wrong order.
    #[must_use]
    pub fn inversions(&self) -> usize {
        let mut last = HashMap::new();
        let mut inversions = 0;
        for (ticket, _) in &self.slack.delivered {
            let before = last.insert(self.places[ticket], *ticket);
            inversions += usize::from(before.is_some_and(|before| before > *ticket));
        }
        inversions
    }
}
