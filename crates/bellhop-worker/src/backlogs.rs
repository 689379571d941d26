//! What waits at a desk, told to the store once a second, for those who ask when it will have gone.

use std::collections::HashMap;
use std::time::Duration;

use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::{Backlog, Company, Moment, Scheduler};
use bellhop_core::spill::{LaneKey, Spill};
use bellhop_store::{Backlogs, ConnectionBacklog, LaneBacklog, Store};
use tokio::task::JoinHandle;

use crate::clock::{milliseconds, time_of_day_ms};
use crate::ending::destination_name;

/// A lane that takes less than this is not worth telling of.
const WORTH_TELLING: Duration = Duration::from_secs(2);

/// Tells the store what waits at the desk of one shard.
pub(crate) struct Teller {
    shard: u16,
    lanes_max: usize,
    said: Backlogs,
    /// The last telling; the next waits for its end.
    under_way: Option<JoinHandle<()>>,
}

impl Teller {
    pub(crate) fn new(shard: u16, lanes_max: usize) -> Self {
        Self {
            shard,
            lanes_max,
            said: Backlogs::default(),
            under_way: None,
        }
    }

    /// Tells what is new. Returns how long the slowest lane takes.
    pub(crate) fn tell(
        &mut self,
        store: &Store,
        scheduler: &Scheduler,
        spill: &Spill,
        now: Moment,
    ) -> Duration {
        let (backlogs, longest) = survey(scheduler, spill, now, time_of_day_ms(), self.lanes_max);
        let is_under_way = self.under_way.as_ref().is_some_and(|it| !it.is_finished());
        let is_known = backlogs.lanes.is_empty()
            && self.said.lanes.is_empty()
            && backlogs.connections == self.said.connections;
        if is_under_way || is_known {
            return longest;
        }
        self.said = backlogs.clone();
        let (store, shard) = (store.clone(), self.shard);
        self.under_way = Some(tokio::spawn(async move {
            // The next second tells the same and more.
            if let Err(error) = store.put_backlogs(shard, &backlogs).await {
                tracing::debug!(%error, "what waits could not be told");
            }
        }));
        longest
    }
}

/// What waits in all lanes, in memory and in the store, the slowest first, and how long the slowest takes.
fn survey(
    scheduler: &Scheduler,
    spill: &Spill,
    now: Moment,
    now_ms: u64,
    lanes_max: usize,
) -> (Backlogs, Duration) {
    // Of lanes that hold something, what is in the store is counted with them.
    let mut counted: HashMap<ConnectionId, u64> = HashMap::new();
    let mut all: Vec<_> = scheduler.backlogs(now).collect();
    for one in &mut all {
        let unread = spill.unread_in(LaneKey::of_conversation(&one.connection, &one.conversation));
        if unread > 0 {
            one.waiting += unread;
            *counted.entry(one.connection.clone()).or_default() += unread;
        }
    }
    let in_memory = all.iter().map(|one| (&one.connection, one.waiting, 1));
    let in_store = spill
        .unread_by_connection()
        .map(|(connection, unread, lanes)| {
            let counted = counted.get(connection).copied().unwrap_or_default();
            (connection, unread.saturating_sub(counted), lanes)
        });
    let mut connections: HashMap<&ConnectionId, ConnectionBacklog> = HashMap::new();
    for (connection, waiting, lanes) in in_memory.chain(in_store) {
        let all = connections
            .entry(connection)
            .or_insert_with(|| ConnectionBacklog {
                connection: connection.clone(),
                waiting: 0,
                lanes: 0,
                per_minute: scheduler.ceiling(connection),
            });
        all.waiting += waiting;
        all.lanes += lanes;
    }
    let drained_in = |one: &Backlog| {
        let of = connections.get(&one.connection);
        let company = Company {
            per_minute: of.and_then(|all| all.per_minute),
            others_waiting: of.map_or(0, |all| all.waiting - one.waiting),
            other_lanes: of.map_or(0, |all| all.lanes - 1),
        };
        company.gone_in(one.next_in, one.each, one.waiting.saturating_sub(1))
    };
    let mut slow: Vec<_> = all.iter().map(|one| (drained_in(one), one)).collect();
    slow.sort_unstable_by_key(|(drained_in, one)| (std::cmp::Reverse(*drained_in), one.first));
    let longest = slow.first().map_or(Duration::ZERO, |(longest, _)| *longest);
    let told = slow.iter().take(lanes_max);
    let told = told.take_while(|(drained_in, _)| *drained_in >= WORTH_TELLING);
    let lanes = told.map(|(_, one)| lane(one, now_ms)).collect();
    let mut connections: Vec<_> = connections.into_values().collect();
    connections.sort_by(|a, b| a.connection.cmp(&b.connection));
    let backlogs = Backlogs {
        at_ms: now_ms,
        connections,
        lanes,
    };
    (backlogs, longest)
}

fn lane(one: &Backlog, now_ms: u64) -> LaneBacklog {
    LaneBacklog {
        connection: one.connection.clone(),
        destination: destination_name(&one.conversation),
        waiting: one.waiting,
        first_place: one.first.0,
        next_at_ms: now_ms.saturating_add(milliseconds(one.next_in)),
        each_ms: milliseconds(one.each),
    }
}
