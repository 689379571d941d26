//! The bulk statements of a batch: a row costs microseconds in them.
//!
//! Publications are passed as one blob of frames (key: 32 bytes; acceptance: 20 digits; envelope) and a
//! JSON array that says where each envelope starts and how long it is, in one number:
//! `start << 32 | length`. Binding a value per column and row, or putting envelopes into JSON, costs
//! several times as much.

use std::io::Write as _;

use serde_json::json;

use super::batch::{Burial, Row, Settlement};
use super::script::{Changes, Script, Statement, json_array, kind_name, table};
use crate::Kind;
use crate::delivery::Verdict;
use crate::envelope::Body;

const FRAME_HEAD_BYTES: u64 = 52;

/// The statements of one kind in a script.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statements {
    first: i64,
    published: Option<Statement>,
    dead: Option<Statement>,
    settled: Option<Statement>,
}

/// What the statements of one kind have done, in rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    /// The position that the first published row was given.
    pub(super) first: i64,
    pub(super) published: u64,
    pub(super) dead: u64,
    /// Those that left their line, for wherever.
    pub(super) settled: u64,
}

impl Statements {
    pub(super) fn done(self, changes: &Changes) -> Done {
        Done {
            first: self.first,
            published: changes.of(self.published),
            dead: changes.of(self.dead),
            settled: changes.of(self.settled),
        }
    }
}

/// Adds what is to be done with bodies `T`: `rows` are published at positions from `first` up, and the
/// `settlements` of this kind are carried out.
pub(super) fn add<T: Body>(
    script: &mut Script,
    first: i64,
    rows: &[Row<T>],
    settlements: &[Settlement],
) -> Statements {
    let mut settled = Settled::default();
    let mine = settlements
        .iter()
        .filter(|settlement| settlement.kind == T::KIND);
    mine.for_each(|settlement| settled.add(settlement));
    Statements {
        first,
        published: publish(script, T::KIND, first, rows),
        dead: bury(script, T::KIND, &settled.dead),
        settled: remove(script, T::KIND, &settled.positions),
    }
}

/// Settlements of one kind, as the rows of JSON arrays.
#[derive(Default)]
struct Settled {
    positions: Vec<i64>,
    dead: Vec<serde_json::Value>,
}

impl Settled {
    fn add(&mut self, settlement: &Settlement) {
        let Settlement {
            position,
            verdict,
            asked_at_ms,
            ..
        } = settlement;
        self.positions.push(*position);
        match verdict {
            Verdict::Ack => {}
            Verdict::Dead { reason, detail } => {
                self.dead
                    .push(json!([position, reason.as_str(), detail, asked_at_ms]));
            }
        }
    }
}

fn publish<T>(script: &mut Script, kind: Kind, first: i64, rows: &[Row<T>]) -> Option<Statement> {
    if rows.is_empty() {
        return None;
    }
    let heads = rows.len() * usize::try_from(FRAME_HEAD_BYTES).unwrap_or(0);
    let envelopes: usize = rows.iter().map(|row| row.envelope.len()).sum();
    let mut frames = Vec::with_capacity(heads + envelopes);
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        frames.extend_from_slice(&row.key);
        write!(frames, "{:020}", row.accepted_at_ms).expect("memory takes what is written");
        places.push(((frames.len() as u64) << 32) | row.envelope.len() as u64);
        frames.extend_from_slice(&row.envelope);
    }
    let table = table(kind);
    // `WHERE true` keeps `ON CONFLICT` from being read as a join. Only a repeated key is passed over; a position that is taken would be an error, and loud.
    // `substr` counts from 1.
    let statement = script.statement(&format!(
        "INSERT OR ROLLBACK INTO {table} (position, key, accepted_at_ms, body)
         SELECT given.first + place.key,
                substr(given.frames, (place.value >> 32) + 1 - {FRAME_HEAD_BYTES}, 32),
                CAST(substr(given.frames, (place.value >> 32) + 1 - 20, 20) AS INTEGER),
                substr(given.frames, (place.value >> 32) + 1, place.value & 4294967295)
         FROM (SELECT ? AS first, ? AS frames) AS given CROSS JOIN json_each(?) AS place
         WHERE true
         ON CONFLICT (key) DO NOTHING"
    ));
    script.number(first);
    script.blob(frames);
    script.text(json_array(&places));
    Some(statement)
}

fn bury(script: &mut Script, kind: Kind, dead: &[serde_json::Value]) -> Option<Statement> {
    if dead.is_empty() {
        return None;
    }
    let (table, name) = (table(kind), kind_name(kind));
    let statement = script.statement(&format!(
        "INSERT INTO dead_letters
             (kind, key, accepted_at_ms, reason, detail, dead_at_ms, body)
         SELECT '{name}', held.key, held.accepted_at_ms,
                asked.value ->> 1, asked.value ->> 2, asked.value ->> 3, held.body
         FROM json_each(?) AS asked CROSS JOIN {table} AS held
         WHERE held.position = asked.value ->> 0"
    ));
    script.text(json_array(dead));
    Some(statement)
}

/// Adds that messages come to the dead letters from elsewhere than their line.
pub(super) fn lay_out(script: &mut Script, burials: &[Burial]) {
    let name = kind_name(Kind::Message);
    for burial in burials {
        script.statement(&format!(
            "INSERT INTO dead_letters
                 (kind, key, accepted_at_ms, reason, detail, dead_at_ms, body)
             VALUES ('{name}', ?, ?, ?, ?, ?, ?)"
        ));
        script.blob(burial.row.key.to_vec());
        script.number(burial.row.accepted_at_ms.cast_signed());
        script.text(burial.reason.as_str().to_owned());
        script.text(burial.detail.clone());
        script.number(burial.dead_at_ms.cast_signed());
        script.blob(burial.row.envelope.clone());
    }
}

/// Adds that dead letters with these numbers leave the dead.
pub(super) fn release(script: &mut Script, numbers: &[i64]) -> Option<Statement> {
    if numbers.is_empty() {
        return None;
    }
    let statement = script
        .statement("DELETE FROM dead_letters WHERE number IN (SELECT value FROM json_each(?))");
    script.text(json_array(numbers));
    Some(statement)
}

fn remove(script: &mut Script, kind: Kind, positions: &[i64]) -> Option<Statement> {
    if positions.is_empty() {
        return None;
    }
    let table = table(kind);
    let statement = script.statement(&format!(
        "DELETE FROM {table} WHERE position IN (SELECT value FROM json_each(?))"
    ));
    script.text(json_array(positions));
    Some(statement)
}
