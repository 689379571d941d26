//! What was found so far, while the linter walks a message.

use super::finding::{Finding, Rule, Severity};
use super::tables;

/// What was found, and where the walk is.
pub(super) struct Findings {
    found: Vec<Finding>,
    found_max: usize,
    path: Vec<String>,
    /// The kinds of objects around, and how long the path was where each began.
    kinds: Vec<(&'static str, usize)>,
}

impl Findings {
    pub(super) fn new(found_max: usize) -> Self {
        Self {
            found: Vec::new(),
            found_max,
            path: Vec::new(),
            kinds: Vec::new(),
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

    /// Walks an object of this kind, which begins where the walk is.
    pub(super) fn of_kind(&mut self, kind: &'static str, walk: impl FnOnce(&mut Self)) {
        self.kinds.push((kind, self.path.len()));
        walk(self);
        self.kinds.pop();
    }

    pub(super) fn error(&mut self, rule: Rule, message: impl Into<String>) {
        self.push(Severity::Error, rule, None, message.into());
    }

    /// An error some steps further in.
    pub(super) fn error_at(&mut self, steps: &[&str], rule: Rule, message: impl Into<String>) {
        let here = self.path.len();
        self.path.extend(steps.iter().copied().map(str::to_owned));
        self.error(rule, message);
        self.path.truncate(here);
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
        let (kind, start) = self.kinds.last().copied().unwrap_or(("message", 0));
        let id = id(kind, &self.path[start..], rule);
        let value = numbers.map(|(value, _)| value as u64);
        let limit = numbers.map(|(_, limit)| limit as u64);
        self.found.push(Finding {
            pointer,
            id,
            rule,
            severity,
            value,
            limit,
            message,
            page: tables::page(kind),
            changed: false,
            place: None,
        });
    }
}

/// `header.text.length`: a text object and its text are one step, and numbers of items are none.
fn id(kind: &str, path: &[String], rule: Rule) -> String {
    let mut steps = vec![kind.replace(' ', "_")];
    for step in path {
        let is_index = step.bytes().all(|byte| byte.is_ascii_digit());
        let is_known = step
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if is_known && !is_index && steps.last() != Some(step) {
            steps.push(step.clone());
        }
    }
    steps.push(rule.as_str().to_owned());
    steps.join(".")
}
