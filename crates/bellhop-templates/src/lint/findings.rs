//! What was found so far, while the linter walks a message.

use super::finding::{Finding, Rule, Severity};

/// What was found, and where the walk is.
pub(super) struct Findings {
    found: Vec<Finding>,
    found_max: usize,
    path: Vec<String>,
}

impl Findings {
    pub(super) fn new(found_max: usize) -> Self {
        Self {
            found: Vec::new(),
            found_max,
            path: Vec::new(),
        }
    }

    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.found
    }

    pub(super) fn within(&mut self, step: impl ToString, walk: impl FnOnce(&mut Self)) {
        self.path.push(step.to_string());
        walk(self);
        self.path.pop();
    }

    pub(super) fn error(&mut self, rule: Rule, message: impl Into<String>) {
        self.push(Severity::Error, rule, None, message.into());
    }

    pub(super) fn warning(&mut self, rule: Rule, message: impl Into<String>) {
        self.push(Severity::Warning, rule, None, message.into());
    }

    /// Tells that a length or count of `value` is outside `min..=max`.
    pub(super) fn range(&mut self, rule: Rule, value: usize, (min, max): (usize, usize), of: &str) {
        let (limit, message) = if value > max {
            (max, format!("{value} {of}; Slack takes at most {max}"))
        } else if value < min {
            (min, format!("{value} {of}; Slack wants at least {min}"))
        } else {
            return;
        };
        self.push(Severity::Error, rule, Some((value, limit)), message);
    }

    pub(super) fn push(
        &mut self,
        severity: Severity,
        rule: Rule,
        numbers: Option<(usize, usize)>,
        message: String,
    ) {
        if self.found.len() >= self.found_max {
            return;
        }
        let steps = self
            .path
            .iter()
            .map(|step| step.replace('~', "~0").replace('/', "~1"));
        let pointer = steps.flat_map(|step| ["/".to_owned(), step]).collect();
        let value = numbers.map(|(value, _)| value as u64);
        let limit = numbers.map(|(_, limit)| limit as u64);
        self.found.push(Finding {
            pointer,
            rule,
            severity,
            value,
            limit,
            message,
        });
    }
}
