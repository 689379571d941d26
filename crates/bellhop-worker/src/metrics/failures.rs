//! Failures by template. The label is no closed set, so its values are bounded by count: the first
//! hundred templates that fail have a series of their own, and all others share one.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus::{IntCounterVec, Opts, Registry};

const TEMPLATES_MAX: usize = 100;
const OTHERS: &str = "other";

#[derive(Debug, Clone)]
pub(super) struct Failures {
    counters: IntCounterVec,
    known: Arc<Mutex<HashSet<String>>>,
}

impl Failures {
    pub(super) fn new() -> Result<Self, prometheus::Error> {
        let options = Opts::new(
            "bellhop_template_failures_total",
            "Messages that their template did not render, by template: the first 100 that fail, and other.",
        );
        let counters = IntCounterVec::new(options, &["template"])?;
        let _ = counters.with_label_values(&[OTHERS]);
        Ok(Self {
            counters,
            known: Arc::default(),
        })
    }

    pub(super) fn register(&self, registry: &Registry) -> Result<(), prometheus::Error> {
        registry.register(Box::new(self.counters.clone()))
    }

    pub(super) fn count(&self, template: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let has_series = known.contains(template)
            || (known.len() < TEMPLATES_MAX && known.insert(template.to_owned()));
        let label = if has_series { template } else { OTHERS };
        self.counters.with_label_values(&[label]).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::Failures;

    #[test]
    fn the_hundred_and_first_template_shares_a_series() {
        let failures = Failures::new().expect("the name is good");

        for number in 0..103 {
            failures.count(&format!("t{number}"));
        }
        failures.count("t0");

        let of = |label| failures.counters.with_label_values(&[label]).get();
        assert_eq!((of("t0"), of("t99"), of("other")), (2, 1, 3));
    }
}
