//! Workflows: which template, category and defaults a slug or an event means.

mod fallback;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::card::CardRule;
use crate::id::Slug;
use crate::timing::Timing;

pub use self::fallback::FallbackText;

/// How urgent a message is; SuprSend's three categories, most urgent first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// One-time passwords, incidents: before everything else.
    System,
    /// What a person waits for because of something they did.
    #[default]
    Transactional,
    /// What nobody waits for.
    Promotional,
}

impl Category {
    /// Every category, most urgent first.
    pub const ALL: &'static [Self] = &[Self::System, Self::Transactional, Self::Promotional];

    /// The category's name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Transactional => "transactional",
            Self::Promotional => "promotional",
        }
    }

    /// The category that a caller's `notification_category` means. SuprSend lets teams make
    /// sub-categories of their own, so an unknown name is a transactional one.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        match name {
            "system" => Self::System,
            "promotional" => Self::Promotional,
            _ => Self::Transactional,
        }
    }
}

/// What is done with a message of which nobody knows whether Slack has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guarantee {
    /// It is sent again: nothing is missing, and something may be there twice.
    #[default]
    AtLeastOnce,
    /// It is not sent again: nothing is there twice, and something may be missing. It ends as
    /// ambiguous, which is counted.
    AtMostOnce,
}

impl Guarantee {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::AtLeastOnce, Self::AtMostOnce];

    /// The name in `workflow.toml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeastOnce => "at_least_once",
            Self::AtMostOnce => "at_most_once",
        }
    }

    /// Whether it is what a workflow has that says nothing.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// One workflow: what its folder under the templates' directory says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Workflow {
    /// The folder's name, and what triggers call it.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
    /// How urgent its messages are.
    pub category: Category,
    /// What is done when nobody knows whether Slack has a message of it.
    pub guarantee: Guarantee,
    /// When its messages may go.
    pub timing: Timing,
    /// What makes its messages cards.
    pub card: CardRule,
    /// The events that start it.
    pub events: Vec<String>,
    /// What is sent when the template fails; `None`: nothing is.
    pub fallback: Option<FallbackText>,
    /// Whether what was given up because its template failed is sent again when a new version of the
    /// template is served.
    pub redeliver: bool,
    /// Data that a trigger need not give: merged under the trigger's own, key by key.
    pub defaults: Map<String, Value>,
}

/// Every workflow that is served, found by slug or by event.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    by_slug: HashMap<Slug, Workflow>,
    by_event: HashMap<String, Vec<Slug>>,
}

impl Catalog {
    /// A catalog of these workflows; of two with one slug the later wins.
    #[must_use]
    pub fn new(workflows: impl IntoIterator<Item = Workflow>) -> Self {
        let mut catalog = Self::default();
        for workflow in workflows {
            catalog.by_slug.insert(workflow.slug.clone(), workflow);
        }
        for workflow in catalog.by_slug.values() {
            for event in &workflow.events {
                let slugs = catalog.by_event.entry(event.clone()).or_default();
                slugs.push(workflow.slug.clone());
            }
        }
        for slugs in catalog.by_event.values_mut() {
            slugs.sort();
        }
        catalog
    }

    /// The workflow of this slug.
    #[must_use]
    pub fn get(&self, slug: &Slug) -> Option<&Workflow> {
        self.by_slug.get(slug)
    }

    /// The workflows that `event` starts, in the order of their slugs.
    pub fn started_by<'a>(&'a self, event: &str) -> impl Iterator<Item = &'a Workflow> {
        self.by_event
            .get(event)
            .into_iter()
            .flatten()
            .filter_map(|slug| self.by_slug.get(slug))
    }

    /// Every workflow, in the order of the slugs.
    #[must_use]
    pub fn all(&self) -> Vec<&Workflow> {
        let mut all: Vec<_> = self.by_slug.values().collect();
        all.sort_by(|a, b| a.slug.cmp(&b.slug));
        all
    }
}
