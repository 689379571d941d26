//! Digests: many events of one recipient become one message.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

/// The name of the events in a template's data; SuprSend's.
pub const EVENTS: &str = "$batched_events";
/// The name of their count, which counts those too that are not shown.
pub const COUNT: &str = "$batched_events_count";
/// The most events that a digest shows.
pub const RETAIN_MAX: u32 = 100;

/// How a workflow collects events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Digest {
    /// How long after the first event the message goes; later events do not move it.
    pub window: Duration,
    /// Where in an event's data the text is that tells one collection of a recipient from another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// Which events are shown.
    pub retain: Retain,
}

/// Which events of many a digest shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Retain {
    /// The first so many.
    First(u32),
    /// The last so many.
    Last(u32),
}

impl Digest {
    /// What tells this event's collection from others of the same recipient: the value at the key, as
    /// JSON; empty without a key, and where the event has nothing there.
    #[must_use]
    pub fn key_of(&self, data: &Map<String, Value>) -> String {
        let Some((first, rest)) = self.key.split_first() else {
            return String::new();
        };
        let mut found = data.get(first);
        for name in rest {
            found = found.and_then(|value| value.get(name));
        }
        found.map(ToString::to_string).unwrap_or_default()
    }
}

impl Retain {
    /// Of the event with this number (from 1), whether its data are kept, and the number of the event
    /// whose data it takes the place of.
    #[must_use]
    pub fn keeps(self, number: u64) -> (bool, Option<u64>) {
        match self {
            Self::First(count) => (number <= u64::from(count), None),
            Self::Last(count) => (
                true,
                number.checked_sub(u64::from(count)).filter(|old| *old > 0),
            ),
        }
    }
}

/// The data of a digest's message: that of its last event, the events that are shown, and how many
/// there were. Of events that are together larger than `bytes_max`, the first are left out.
#[must_use]
pub fn merged_data(
    mut last: Map<String, Value>,
    shown: Vec<(String, Value)>,
    count: u64,
    bytes_max: usize,
) -> Map<String, Value> {
    let mut bytes: usize = shown.iter().map(|(text, _)| text.len()).sum();
    let mut events = Vec::with_capacity(shown.len());
    for (text, event) in shown {
        if bytes <= bytes_max {
            events.push(event);
        } else {
            bytes -= text.len();
        }
    }
    last.insert(EVENTS.to_owned(), Value::Array(events));
    last.insert(COUNT.to_owned(), count.into());
    last
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_key_is_the_value_at_its_path() {
        let digest = |key: &[&str]| Digest {
            window: Duration::from_secs(1),
            key: key.iter().map(|part| (*part).to_owned()).collect(),
            retain: Retain::First(10),
        };
        let data = map(json!({"repository": {"id": 7}, "text": "a"}));

        assert_eq!(digest(&[]).key_of(&data), "");
        assert_eq!(digest(&["repository", "id"]).key_of(&data), "7");
        assert_eq!(digest(&["text"]).key_of(&data), "\"a\"");
        assert_eq!(digest(&["text", "id"]).key_of(&data), "");
    }

    #[test]
    fn the_first_or_the_last_events_are_kept() {
        assert_eq!(Retain::First(2).keeps(2), (true, None));
        assert_eq!(Retain::First(2).keeps(3), (false, None));
        assert_eq!(Retain::Last(2).keeps(2), (true, None));
        assert_eq!(Retain::Last(2).keeps(3), (true, Some(1)));
    }

    #[test]
    fn events_that_are_too_large_together_are_left_out_and_counted() {
        let event = |text: &str| (json!({"t": text}).to_string(), json!({"t": text}));
        let shown = vec![event("a"), event("b"), event("c")];

        let data = merged_data(map(json!({"t": "c"})), shown, 3, 20);

        let wanted = json!({"t": "c", EVENTS: [{"t": "b"}, {"t": "c"}], COUNT: 3});
        assert_eq!(Value::Object(data), wanted);
    }
}
