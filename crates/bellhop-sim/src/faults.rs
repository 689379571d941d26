//! Faults on demand: which calls go wrong, how, and how often.
//!
//! Faults are tried in the order in which they were added and the first that matches a
//! call is used; nothing is random. What each kind does to the connection is carried
//! out in `delivery`.

use serde::{Deserialize, Serialize};

/// Something that a test asked to go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// A Web API method, `webhook` for incoming webhooks, or `*` for all of both.
    pub method: String,
    /// Only calls to this conversation: the id a call names, or the one behind it
    /// (a user's direct messages).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What goes wrong.
    pub fault: FaultKind,
    /// For how many calls; 0 means until it is removed.
    #[serde(default)]
    pub times: u32,
}

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultKind {
    /// A 429 with this `Retry-After` text (garbage if you like), or without the header.
    RateLimited {
        /// The header's value; `None` leaves the header out.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// Slack's `ok: false` with this code; the text itself for a webhook.
    Error {
        /// The error code.
        code: String,
    },
    /// This HTTP status with an HTML page, as Slack's front end answers.
    Status {
        /// The HTTP status, 100 to 599.
        status: u16,
    },
    /// The request is read, nothing is done and nothing is answered.
    Hang,
    /// The call is carried out and nothing is answered.
    AcceptThenStall,
    /// The call is carried out and the connection drops in the middle of the answer.
    Cut,
}

/// A fault with its number and the calls it still has to spoil.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Armed {
    id: u64,
    #[serde(flatten)]
    fault: Fault,
}

/// The faults that are waiting for a call.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    last_id: u64,
}

impl Faults {
    /// Adds a fault and returns its number.
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.last_id += 1;
        self.armed.push(Armed {
            id: self.last_id,
            fault,
        });
        self.last_id
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    /// Removes one fault; false if there is none of that number (it may be used up).
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.armed.len() < before
    }

    pub(crate) fn list(&self) -> &[Armed] {
        &self.armed
    }

    /// Uses one of the first fault that matches the method and any of the ids by which
    /// the call's conversation is known.
    pub(crate) fn strike(&mut self, method: &str, channels: &[&str]) -> Option<FaultKind> {
        let index = self.armed.iter().position(|Armed { fault, .. }| {
            (fault.method == method || fault.method == "*")
                && fault
                    .channel
                    .as_deref()
                    .is_none_or(|channel| channels.contains(&channel))
        })?;
        let fault = &mut self.armed[index].fault;
        let kind = fault.fault.clone();
        match fault.times {
            0 => {}
            1 => drop(self.armed.remove(index)),
            more => fault.times = more - 1,
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(method: &str, channel: Option<&str>, times: u32) -> Fault {
        Fault {
            method: method.into(),
            channel: channel.map(Into::into),
            fault: FaultKind::Hang,
            times,
        }
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_was_told() {
        let mut faults = Faults::default();
        faults.add(fault("*", None, 2));

        let strikes = [(); 3].map(|()| faults.strike("webhook", &[]).is_some());

        assert_eq!(strikes, [true, true, false]);
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_fault_for_one_channel_spares_the_others() {
        let mut faults = Faults::default();
        faults.add(fault("chat.postMessage", Some("C1"), 0));

        assert_eq!(faults.strike("chat.postMessage", &["C2"]), None);
        assert_eq!(faults.strike("chat.update", &["C1"]), None);
        assert_eq!(
            faults.strike("chat.postMessage", &["U1", "C1"]),
            Some(FaultKind::Hang)
        );
    }

    #[test]
    fn a_fault_reads_as_the_contract_writes_it() {
        let text =
            r#"{"method":"webhook","fault":{"kind":"rate_limited","retry_after":null},"times":3}"#;

        let read: Fault = serde_json::from_str(text).unwrap();

        assert_eq!(read.fault, FaultKind::RateLimited { retry_after: None });
        assert_eq!((read.channel, read.times), (None, 3));
    }
}
