//! When what waits will have gone: from what the desks say of their backlogs. Pure.
//!
//! Since the pace is exact, this is arithmetic. It holds if nothing more urgent comes in between, Slack
//! answers as fast as it did, and no limit is met that is not known yet; it is as fresh as what the
//! desks said last, which is a second at most while they work.

use std::collections::HashMap;
use std::time::Duration;

use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::Company;
use bellhop_store::{Backlogs, ConnectionBacklog, LaneBacklog, MessageView};
use serde::Serialize;

/// The name of a webhook's only destination.
pub(crate) const WEBHOOK: &str = "webhook";

/// When what waits will have gone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Forecast {
    /// Each connection of the workspace with messages that wait.
    pub(crate) connections: Vec<ConnectionForecast>,
    /// The destinations that take longest, the longest first.
    pub(crate) destinations: Vec<DestinationForecast>,
}

/// When what waits for one connection will have gone.
#[derive(Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ConnectionForecast {
    /// The connection.
    #[schema(value_type = String, example = "con_0123456789abcdef01234567")]
    pub(crate) connection: ConnectionId,
    /// How many messages wait.
    pub(crate) waiting: u64,
    /// For how many destinations.
    pub(crate) destinations: u64,
    /// Its ceiling in messages a minute, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) per_minute: Option<u32>,
    /// When the last of them will have gone, in milliseconds since 1970.
    pub(crate) drained_at_ms: u64,
}

/// When what waits for one destination will have gone.
#[derive(Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct DestinationForecast {
    /// The connection.
    #[schema(value_type = String, example = "con_0123456789abcdef01234567")]
    pub(crate) connection: ConnectionId,
    /// The channel or user, or `webhook`.
    #[schema(example = "C0123456789")]
    pub(crate) destination: String,
    /// How many messages wait.
    pub(crate) waiting: u64,
    /// When the first of them will have gone, in milliseconds since 1970.
    pub(crate) next_at_ms: u64,
    /// When the last of them will have gone, in milliseconds since 1970.
    pub(crate) drained_at_ms: u64,
}

/// When one message will have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Expected {
    /// How many messages are before it in its lane.
    pub(crate) ahead: u64,
    /// When it will have gone, in milliseconds since 1970.
    pub(crate) expected_at_ms: u64,
}

/// What the desks said, for look-ups.
pub(crate) struct Board {
    lanes: Vec<(u64, LaneBacklog)>,
    connections: HashMap<ConnectionId, (u64, ConnectionBacklog)>,
}

impl Board {
    pub(crate) fn of(said: Vec<Backlogs>) -> Self {
        let mut board = Self {
            lanes: Vec::new(),
            connections: HashMap::new(),
        };
        for Backlogs {
            at_ms,
            connections,
            lanes,
        } in said
        {
            board
                .lanes
                .extend(lanes.into_iter().map(|lane| (at_ms, lane)));
            let connections = connections.into_iter();
            board
                .connections
                .extend(connections.map(|one| (one.connection.clone(), (at_ms, one))));
        }
        board
    }

    /// The forecast of everything that `wanted` wants: a connection, and a destination of it if that is
    /// asked for.
    pub(crate) fn forecast(
        &self,
        wanted: impl Fn(&ConnectionId) -> bool,
        destination: Option<&str>,
    ) -> Forecast {
        let lanes = self.lanes.iter().filter(|(_, lane)| {
            wanted(&lane.connection) && destination.is_none_or(|name| name == lane.destination)
        });
        let mut destinations: Vec<_> = lanes
            .map(|(at_ms, lane)| DestinationForecast {
                connection: lane.connection.clone(),
                destination: lane.destination.clone(),
                waiting: lane.waiting,
                next_at_ms: lane.next_at_ms,
                drained_at_ms: self.gone_at_ms(*at_ms, lane, lane.waiting.saturating_sub(1)),
            })
            .collect();
        destinations.sort_by(|a, b| {
            let of = |it: &DestinationForecast| (it.connection.clone(), it.destination.clone());
            (b.drained_at_ms.cmp(&a.drained_at_ms)).then_with(|| of(a).cmp(&of(b)))
        });
        let mut connections: Vec<_> = self
            .connections
            .values()
            .filter(|(_, one)| wanted(&one.connection))
            .map(|(at_ms, one)| self.connection(*at_ms, one))
            .collect();
        connections.sort_by(|a, b| a.connection.cmp(&b.connection));
        Forecast {
            connections,
            destinations,
        }
    }

    fn connection(&self, at_ms: u64, one: &ConnectionBacklog) -> ConnectionForecast {
        let lanes = self.lanes.iter();
        let slowest = lanes
            .filter(|(_, lane)| lane.connection == one.connection)
            .map(|(at_ms, lane)| self.gone_at_ms(*at_ms, lane, lane.waiting.saturating_sub(1)))
            .max();
        let by_ceiling = Company {
            per_minute: one.per_minute,
            ..Company::default()
        };
        let last = one.waiting.saturating_sub(1);
        let by_ceiling = by_ceiling.gone_in(Duration::ZERO, Duration::ZERO, last);
        ConnectionForecast {
            connection: one.connection.clone(),
            waiting: one.waiting,
            destinations: one.lanes,
            per_minute: one.per_minute,
            drained_at_ms: slowest
                .unwrap_or(at_ms)
                .max(at_ms + milliseconds(by_ceiling)),
        }
    }

    /// The lane of a message, if one is known to take a while.
    pub(crate) fn lane(&self, message: &MessageView) -> Option<&LaneBacklog> {
        self.lane_of(message.connection.as_ref()?, destination(message)?)
    }

    /// The lane of a destination, if it is known to take a while.
    pub(crate) fn lane_of(&self, connection: &ConnectionId, name: &str) -> Option<&LaneBacklog> {
        let mut lanes = self.lanes.iter().map(|(_, lane)| lane);
        lanes.find(|lane| lane.connection == *connection && lane.destination == name)
    }

    /// When a message with `ahead` messages before it in a lane will have gone.
    pub(crate) fn expected(&self, lane: &LaneBacklog, ahead: u64) -> Expected {
        let said = self.connections.get(&lane.connection);
        let at_ms = said.map_or(0, |(at_ms, _)| *at_ms);
        Expected {
            ahead,
            expected_at_ms: self.gone_at_ms(at_ms, lane, ahead),
        }
    }

    fn gone_at_ms(&self, at_ms: u64, lane: &LaneBacklog, ahead: u64) -> u64 {
        let company = match self.connections.get(&lane.connection) {
            Some((_, all)) => Company {
                per_minute: all.per_minute,
                others_waiting: all.waiting.saturating_sub(lane.waiting),
                other_lanes: all.lanes.saturating_sub(1),
            },
            None => Company::default(),
        };
        let next_in = Duration::from_millis(lane.next_at_ms.saturating_sub(at_ms));
        let each = Duration::from_millis(lane.each_ms);
        at_ms + milliseconds(company.gone_in(next_in, each, ahead))
    }
}

/// The name of the lane that a message is in.
pub(crate) fn destination(message: &MessageView) -> Option<&str> {
    let address = message.address.as_ref()?;
    let named = message.destination.as_deref().or(address.id.as_deref());
    Some(named.unwrap_or(WEBHOOK))
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(number: u64) -> ConnectionId {
        ConnectionId::parse(&format!("con_{number:024x}")).unwrap()
    }

    fn lane(number: u64, destination: &str, waiting: u64) -> LaneBacklog {
        LaneBacklog {
            connection: connection(number),
            destination: destination.to_owned(),
            waiting,
            first_place: 1,
            next_at_ms: 10_500,
            each_ms: 1_050,
        }
    }

    fn board(per_minute: Option<u32>) -> Board {
        let all = |number, waiting, lanes, per_minute| ConnectionBacklog {
            connection: connection(number),
            waiting,
            lanes,
            per_minute,
        };
        Board::of(vec![Backlogs {
            at_ms: 10_000,
            connections: vec![all(1, 300, 2, per_minute), all(2, 1, 1, None)],
            lanes: vec![lane(1, "C1", 100), lane(1, "C2", 200), lane(2, "C1", 1)],
        }])
    }

    #[test]
    fn without_a_ceiling_a_lane_takes_as_long_as_its_pace() {
        let forecast = board(None).forecast(|one| *one == connection(1), None);

        let times: Vec<_> = forecast
            .destinations
            .iter()
            .map(|it| (it.destination.as_str(), it.drained_at_ms))
            .collect();
        assert_eq!(
            times,
            [("C2", 10_500 + 199 * 1_050), ("C1", 10_500 + 99 * 1_050)]
        );
        assert_eq!(forecast.connections.len(), 1);
        assert_eq!(forecast.connections[0].drained_at_ms, 10_500 + 199 * 1_050);
    }

    #[test]
    fn a_ceiling_makes_the_lanes_of_a_connection_wait_for_one_another() {
        let forecast = board(Some(60)).forecast(|_| true, Some("C1"));

        // A hundred of its own and as many of the other lane, one a second.
        assert_eq!(forecast.destinations[0].drained_at_ms, 10_000 + 199 * 1_000);
        assert_eq!(forecast.connections[0].drained_at_ms, 10_000 + 299 * 1_000);
    }

    #[test]
    fn a_message_is_expected_after_those_before_it() {
        let board = board(None);
        let lane = board.lane_of(&connection(1), "C1").unwrap();

        let expected = board.expected(lane, 7);

        assert_eq!(
            (expected.ahead, expected.expected_at_ms),
            (7, 10_500 + 7 * 1_050)
        );
        assert!(board.lane_of(&connection(2), "C9").is_none());
    }
}
