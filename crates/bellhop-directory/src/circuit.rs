//! Whether Redis is asked at all. After a failure it is left alone for a moment; then one request
//! finds out whether it is back. So a Redis that hangs costs one timeout a second, not one a message.

use std::time::{Duration, Instant};

/// How long Redis is left alone after a failure.
const REST: Duration = Duration::from_secs(1);

/// What Redis was when it was last heard of; time is an argument.
#[derive(Debug, Default)]
pub(crate) struct Circuit {
    /// Set during an outage: until when nobody tries.
    resting_until: Option<Instant>,
}

impl Circuit {
    /// Whether this request may go to Redis. During an outage one request in a while may.
    pub(crate) fn may_try(&mut self, now: Instant) -> bool {
        match self.resting_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.resting_until = Some(now + REST);
                true
            }
        }
    }

    /// Redis answered. Gives whether that ends an outage.
    pub(crate) fn succeeded(&mut self) -> bool {
        self.resting_until.take().is_some()
    }

    /// Redis did not answer. Gives whether that begins an outage.
    pub(crate) fn failed(&mut self, now: Instant) -> bool {
        self.resting_until.replace(now + REST).is_none()
    }

    pub(crate) fn is_up(&self) -> bool {
        self.resting_until.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_begins_once_and_lets_one_request_a_moment_try() {
        let start = Instant::now();
        let mut circuit = Circuit::default();
        assert!(circuit.may_try(start) && circuit.may_try(start));

        assert!(circuit.failed(start), "the first failure begins an outage");
        assert!(!circuit.failed(start), "others are part of it");
        assert!(!circuit.may_try(start + REST / 2));
        assert!(circuit.may_try(start + REST), "one may try");
        assert!(!circuit.may_try(start + REST), "the others may not");
        assert!(!circuit.failed(start + REST), "it is still the same outage");
        assert!(!circuit.may_try(start + REST + REST / 2));
        assert!(circuit.may_try(start + 2 * REST));
        assert!(!circuit.is_up());

        assert!(circuit.succeeded(), "the outage is over");
        assert!(!circuit.succeeded());
        assert!(circuit.is_up() && circuit.may_try(start + 2 * REST));
    }
}
