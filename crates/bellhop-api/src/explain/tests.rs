//! Records, and what a person reads of them: how they went in `ways`, how they ended in `ends`.

mod ends;
mod ways;

use std::num::NonZeroU32;

use bellhop_core::address::{Address, CredentialKind, Target};
use bellhop_core::fault::Reason;
use bellhop_core::id::{ConnectionId, MessageId, TriggerId};
use bellhop_core::profile::ProfileAddress;
use bellhop_core::workflow::Category;
use bellhop_store::{
    AddressView, ConnectionState, Receipt, StatusCounts, Step, TimelineEntry, TriggerView,
};
use uuid::Uuid;

use super::message as explain;
use super::*;

/// 2026-11-21 05:02:00 UTC.
const ACCEPTED_MS: u64 = 1_795_237_320_000;
const CONNECTION: &str = "con_0123456789abcdef01234567";
const PACE: PaceConfig = PaceConfig {
    destination_per_second: 1.0,
    destination_burst: NonZeroU32::MIN,
    connection_per_minute: 0,
};

fn connection(number: u64) -> ConnectionId {
    match number {
        0 => ConnectionId::parse(CONNECTION).unwrap(),
        _ => ConnectionId::parse(&format!("con_{number:024x}")).unwrap(),
    }
}

/// A message to a channel, with these steps so many milliseconds after its acceptance.
fn record(status: MessageStatus, steps: &[(u64, Step, Option<&str>)]) -> MessageView {
    let entry = |(after_ms, what, detail): &(u64, Step, Option<&str>)| TimelineEntry {
        at_ms: ACCEPTED_MS + after_ms,
        what: *what,
        detail: detail.map(str::to_owned),
    };
    let timeline: Vec<_> = steps.iter().map(entry).collect();
    let is_attempt = |entry: &&TimelineEntry| entry.what == Step::Attempted;
    MessageView {
        id: MessageId(Uuid::from_u128(0x0199_a8f2_3c5e_5c3a_8f5d_0a4b_e0a7_c9a1)),
        place: 1,
        message_id: TriggerId(Uuid::from_u128(0x0199_a8f2_3c5e_7d31_9b1e_8f2f_6a0c_4d11)),
        distinct_id: "ada".into(),
        template: "note".into(),
        category: Some(Category::Transactional),
        address: Some(AddressView {
            kind: "channel_id".into(),
            id: Some("C0LANE0".into()),
        }),
        connection: Some(connection(0)),
        destination: Some("C0LANE0".into()),
        status,
        reason: None,
        detail: None,
        receipt: None,
        attempts: timeline.iter().filter(is_attempt).count() as u32,
        accepted_at_ms: ACCEPTED_MS,
        updated_at_ms: timeline.last().map_or(ACCEPTED_MS, |last| last.at_ms),
        timeline,
    }
}

fn delivered(steps: &[(u64, Step, Option<&str>)]) -> MessageView {
    MessageView {
        reason: Some(Reason::Accepted),
        receipt: Some(Receipt {
            channel: "C0LANE0".into(),
            ts: "1795237323.000100".into(),
        }),
        ..record(MessageStatus::Delivered, steps)
    }
}

fn ended(
    status: MessageStatus,
    reason: Reason,
    detail: &str,
    steps: &[(u64, Step, Option<&str>)],
) -> MessageView {
    MessageView {
        reason: Some(reason),
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
        ..record(status, steps)
    }
}

fn summary_of(state: ConnectionState) -> ConnectionSummary {
    ConnectionSummary {
        id: connection(0),
        kind: CredentialKind::Token,
        state,
        created_at_ms: ACCEPTED_MS - 86_400_000,
    }
}

fn kept(connection_number: u64, target: Target, inactive: Option<Reason>) -> ProfileAddress {
    ProfileAddress {
        address: Address {
            connection: connection(connection_number),
            target,
        },
        inactive,
    }
}

fn channel_profile(others: Vec<ProfileAddress>) -> Profile {
    let own = kept(0, Target::Channel("C0LANE0".into()), None);
    Profile {
        addresses: std::iter::once(own).chain(others).collect(),
        ..Profile::default()
    }
}

/// What a person reads, an hour after the acceptance.
fn read(
    message: &MessageView,
    connection: &ConnectionSummary,
    profile: Option<&Profile>,
) -> String {
    let explanation = explain(&Known {
        message,
        connection: Some(connection),
        profile,
        pace: PACE,
        expected: None,
        now_ms: ACCEPTED_MS + 3_600_000,
    });
    let text = explanation.text();
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    text
}

fn read_plain(message: &MessageView) -> String {
    read(
        message,
        &summary_of(ConnectionState::Active),
        Some(&channel_profile(vec![])),
    )
}

#[test]
fn what_could_play_with_a_terminal_is_not_printed() {
    let message = MessageView {
        distinct_id: "a\u{1b}[2Jda\r\n".into(),
        ..delivered(&[(5, Step::Planned, None)])
    };

    let text = read_plain(&message);

    let controls: Vec<char> = text
        .chars()
        .filter(|c| c.is_control() && *c != '\n')
        .collect();
    assert!(controls.is_empty(), "{controls:?}");
}

#[test]
fn spans_are_said_as_people_say_them() {
    let cases = [
        (0, "0 ms"),
        (999, "999 ms"),
        (1_999, "1.9 s"),
        (61_000, "1 min 1 s"),
        (3_600_000, "1 h 0 min"),
        (100_000_000, "1 d 3 h"),
    ];
    for (milliseconds, said) in cases {
        assert_eq!(words::span(milliseconds), said);
    }
}
