//! A dead letter on the broker: the envelope as it was, and the rest in headers.
//!
//! The broker makes dead letters too, of what was handed out too often; of those it says when and from
//! which queue, in a header of its own (`x-death`), and the rest is in the envelope.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use bellhop_core::fault::Reason;
use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable, ShortString};
use uuid::Uuid;

use super::publisher::{Item, What};
use crate::envelope::{self, Body};
use crate::{DeadLetter, Kind};

const KIND: &str = "bellhop-kind";
const REASON: &str = "bellhop-reason";
const DETAIL: &str = "bellhop-detail";
const ACCEPTED_AT_MS: &str = "bellhop-accepted-at-ms";
const DEAD_AT_MS: &str = "bellhop-dead-at-ms";

const TRIGGER: &str = "trigger";
const MESSAGE: &str = "message";

/// What is to be put among the dead letters.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    pub(super) accepted_at_ms: u64,
    pub(super) reason: Reason,
    pub(super) detail: String,
    pub(super) envelope: Vec<u8>,
}

impl Letter {
    /// The letter on its way to the queue of dead letters.
    pub(super) fn into_item(self, queue: ShortString) -> Item {
        let kind = match self.kind {
            Kind::Trigger => TRIGGER,
            Kind::Message => MESSAGE,
        };
        let text = |value: &str| AMQPValue::LongString(value.into());
        let number = |value: u64| AMQPValue::LongLongInt(value.cast_signed());
        let headers = BTreeMap::from([
            (KIND.into(), text(kind)),
            (REASON.into(), text(self.reason.as_str())),
            (DETAIL.into(), text(&self.detail)),
            (ACCEPTED_AT_MS.into(), number(self.accepted_at_ms)),
            (DEAD_AT_MS.into(), number(now_ms())),
        ]);
        Item {
            what: What::DeadLetter,
            queue,
            id: self.id,
            envelope: self.envelope,
            headers: FieldTable::from(headers),
        }
    }
}

/// The id that an entry was published with.
pub(super) fn id(properties: &BasicProperties) -> Option<Uuid> {
    properties.message_id().as_ref()?.as_str().parse().ok()
}

/// What lies in the queue of dead letters, read back.
pub(super) fn read(
    number: u64,
    properties: &BasicProperties,
    envelope: &[u8],
    triggers: &ShortString,
) -> DeadLetter {
    let none = FieldTable::default();
    let headers = properties.headers().as_ref().unwrap_or(&none);
    let id = id(properties).unwrap_or_default();
    let body = String::from_utf8_lossy(envelope).into_owned();
    match (text(headers, KIND), text(headers, REASON)) {
        (Some(kind), Some(reason)) => DeadLetter {
            number,
            kind: if kind == TRIGGER {
                Kind::Trigger
            } else {
                Kind::Message
            },
            id,
            accepted_at_ms: self::number(headers, ACCEPTED_AT_MS),
            // A newer version may have had reasons that this one does not know.
            reason: Reason::parse(&reason).unwrap_or(Reason::Unreadable),
            detail: text(headers, DETAIL).unwrap_or_default(),
            dead_at_ms: self::number(headers, DEAD_AT_MS),
            body,
        },
        _ => {
            let death = death(headers);
            let kind = match text(&death, "queue") {
                Some(queue) if queue == triggers.as_str() => Kind::Trigger,
                _ => Kind::Message,
            };
            DeadLetter {
                number,
                kind,
                id,
                accepted_at_ms: accepted_at_ms(kind, envelope),
                reason: Reason::DeliveryLimit,
                detail: "too many receivers went away with it in their hands".to_owned(),
                dead_at_ms: self::number(&death, "time").saturating_mul(1_000),
                body,
            }
        }
    }
}

/// What the broker says of its latest death.
fn death(headers: &FieldTable) -> FieldTable {
    let Some(AMQPValue::FieldArray(deaths)) = headers.inner().get("x-death") else {
        return FieldTable::default();
    };
    match deaths.as_slice().first() {
        Some(AMQPValue::FieldTable(death)) => death.clone(),
        _ => FieldTable::default(),
    }
}

fn accepted_at_ms(kind: Kind, bytes: &[u8]) -> u64 {
    let read = match kind {
        Kind::Trigger => envelope::decode::<Trigger>(bytes).map(|body| body.accepted_at_ms()),
        Kind::Message => envelope::decode::<Message>(bytes).map(|body| body.accepted_at_ms()),
    };
    read.unwrap_or_default()
}

fn text(table: &FieldTable, name: &str) -> Option<String> {
    let AMQPValue::LongString(text) = table.inner().get(name)? else {
        return None;
    };
    Some(text.to_string())
}

fn number(table: &FieldTable, name: &str) -> u64 {
    match table.inner().get(name) {
        Some(AMQPValue::LongLongInt(number)) => number.cast_unsigned(),
        Some(AMQPValue::Timestamp(seconds)) => *seconds,
        _ => 0,
    }
}

fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}
