//! The problems found in a message's blocks, each with the place where it was found.

use std::fmt;

/// Problems that are told of one message; Slack gives a few, not all.
const PROBLEMS_MAX: usize = 20;

/// A place in the blocks, written as a JSON pointer. It is a chain of borrowed steps, so
/// that nothing is allocated for a message without problems.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root(&'a str),
    Field(&'a str),
    Item(usize),
}

impl<'a> Place<'a> {
    /// Where a pointer such as `/blocks` points.
    pub(super) fn root(pointer: &'a str) -> Place<'a> {
        Place {
            parent: None,
            step: Step::Root(pointer),
        }
    }

    pub(super) fn field(&'a self, name: &'a str) -> Place<'a> {
        Place {
            parent: Some(self),
            step: Step::Field(name),
        }
    }

    pub(super) fn item(&'a self, index: usize) -> Place<'a> {
        Place {
            parent: Some(self),
            step: Step::Item(index),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(formatter)?;
        }
        match self.step {
            Step::Root(pointer) => formatter.write_str(pointer),
            Step::Field(name) => write!(formatter, "/{name}"),
            Step::Item(index) => write!(formatter, "/{index}"),
        }
    }
}

/// The problems found, as Slack's lines.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    pub(super) fn say(&mut self, place: &Place<'_>, sentence: &str) {
        if self.0.len() < PROBLEMS_MAX {
            self.0.push(format!("{sentence} [json-pointer:{place}]"));
        }
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.0
    }
}
