//! The writes of one transaction.

use super::connections::ConnectionJob;
use super::messages::{Change, Plan};
use super::profiles::ProfileJob;
use super::purge::Purge;
use super::reopen::Reopen;
use super::shards::FixShards;
use super::templates::TemplateJob;
use super::triggers::{Accept, Publication};
use super::workspaces::PutWorkspace;
use super::{Job, Reply};

/// The writes of one transaction, by kind, in the order in which the kinds are run. Writes of one
/// kind stay in the order in which they were asked for; between kinds there is none to keep, because
/// a caller who cares waits for the answer to the first.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) shards: Vec<FixShards>,
    pub(crate) workspaces: Vec<PutWorkspace>,
    pub(crate) templates: Vec<TemplateJob>,
    pub(crate) connections: Vec<ConnectionJob>,
    pub(crate) profiles: Vec<ProfileJob>,
    pub(crate) accepts: Vec<Accept>,
    pub(crate) publications: Vec<Publication>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) changes: Vec<Change>,
    pub(crate) reopens: Vec<Reopen>,
    pub(crate) purges: Vec<Purge>,
    pub(super) closes: Vec<Reply<()>>,
    /// How many writes there are.
    pub(super) jobs: usize,
}

impl Batch {
    pub(super) fn of(jobs: impl IntoIterator<Item = Job>) -> Self {
        let mut batch = Self::default();
        for job in jobs {
            batch.jobs += 1;
            match job {
                Job::Shards(job) => batch.shards.push(job),
                Job::Workspace(job) => batch.workspaces.push(job),
                Job::Template(job) => batch.templates.push(job),
                Job::Connections(job) => batch.connections.push(job),
                Job::Profiles(job) => batch.profiles.push(job),
                Job::Accept(job) => batch.accepts.push(job),
                Job::Publication(job) => batch.publications.push(job),
                Job::Plan(job) => batch.plans.push(job),
                Job::Change(job) => batch.changes.push(job),
                Job::Reopen(job) => batch.reopens.push(job),
                Job::Purge(job) => batch.purges.push(job),
                Job::Close(reply) => {
                    batch.closes.push(reply);
                    batch.jobs -= 1;
                }
            }
        }
        batch
    }

    /// Whether its writes are of one kind, and one that needs a single statement as a rule and no
    /// transaction around several.
    pub(crate) fn is_of_one_statement(&self) -> bool {
        let hot = [
            self.accepts.len(),
            self.publications.len(),
            self.plans.len(),
            self.changes.len(),
        ];
        hot.contains(&self.jobs)
    }

    pub(super) fn into_jobs(self) -> impl Iterator<Item = Job> {
        let accepts = self.accepts.into_iter().map(Job::Accept);
        let publications = self.publications.into_iter().map(Job::Publication);
        let plans = self.plans.into_iter().map(Job::Plan);
        let changes = self.changes.into_iter().map(Job::Change);
        let profiles = self.profiles.into_iter().map(Job::Profiles);
        let connections = self.connections.into_iter().map(Job::Connections);
        let shards = self.shards.into_iter().map(Job::Shards);
        let workspaces = self.workspaces.into_iter().map(Job::Workspace);
        let templates = self.templates.into_iter().map(Job::Template);
        let reopens = self.reopens.into_iter().map(Job::Reopen);
        let purges = self.purges.into_iter().map(Job::Purge);
        let closes = self.closes.into_iter().map(Job::Close);
        let rare = profiles
            .chain(connections)
            .chain(workspaces)
            .chain(templates)
            .chain(shards)
            .chain(reopens)
            .chain(purges)
            .chain(closes);
        accepts
            .chain(publications)
            .chain(plans)
            .chain(changes)
            .chain(rare)
    }
}
