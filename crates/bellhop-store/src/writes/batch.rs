//! The writes of one transaction.

use super::backlogs::PutBacklogs;
use super::connections::ConnectionJob;
use super::messages::{Change, Plan};
use super::profiles::ProfileJob;
use super::purge::Purge;
use super::quarantine::QuarantineJob;
use super::reopen::Reopen;
use super::samples::PutSample;
use super::shards::FixShards;
use super::spilled::Spill;
use super::templates::TemplateJob;
use super::timing::TimingJob;
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
    /// Before the changes: one of them may end a message that has just come here.
    pub(crate) spills: Vec<Spill>,
    pub(crate) changes: Vec<Change>,
    pub(crate) reopens: Vec<Reopen>,
    pub(crate) purges: Vec<Purge>,
    pub(crate) backlogs: Vec<PutBacklogs>,
    pub(crate) samples: Vec<PutSample>,
    pub(crate) timings: Vec<TimingJob>,
    pub(crate) quarantines: Vec<QuarantineJob>,
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
                Job::Spill(job) => batch.spills.push(job),
                Job::Change(job) => batch.changes.push(job),
                Job::Reopen(job) => batch.reopens.push(job),
                Job::Purge(job) => batch.purges.push(job),
                Job::Backlogs(job) => batch.backlogs.push(job),
                Job::Sample(job) => batch.samples.push(*job),
                Job::Timing(job) => batch.timings.push(*job),
                Job::Quarantine(job) => batch.quarantines.push(job),
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
        if self
            .changes
            .iter()
            .any(|job| job.unspilled().next().is_some())
        {
            return false;
        }
        let hot = [
            self.accepts.len(),
            self.publications.len(),
            self.plans.len(),
            self.spills.len(),
            self.changes.len(),
        ];
        // Where cards are is a statement of its own.
        hot.contains(&self.jobs) && !self.changes.iter().any(Change::has_card)
    }

    pub(super) fn into_jobs(self) -> impl Iterator<Item = Job> {
        let accepts = self.accepts.into_iter().map(Job::Accept);
        let publications = self.publications.into_iter().map(Job::Publication);
        let plans = self.plans.into_iter().map(Job::Plan);
        let spills = self.spills.into_iter().map(Job::Spill);
        let changes = self.changes.into_iter().map(Job::Change);
        let profiles = self.profiles.into_iter().map(Job::Profiles);
        let connections = self.connections.into_iter().map(Job::Connections);
        let shards = self.shards.into_iter().map(Job::Shards);
        let workspaces = self.workspaces.into_iter().map(Job::Workspace);
        let templates = self.templates.into_iter().map(Job::Template);
        let reopens = self.reopens.into_iter().map(Job::Reopen);
        let purges = self.purges.into_iter().map(Job::Purge);
        let backlogs = self.backlogs.into_iter().map(Job::Backlogs);
        let samples = self.samples.into_iter().map(Box::new).map(Job::Sample);
        let timings = self.timings.into_iter().map(Box::new).map(Job::Timing);
        let quarantines = self.quarantines.into_iter().map(Job::Quarantine);
        let closes = self.closes.into_iter().map(Job::Close);
        let rare = profiles
            .chain(connections)
            .chain(workspaces)
            .chain(templates)
            .chain(shards)
            .chain(reopens)
            .chain(purges)
            .chain(backlogs)
            .chain(samples)
            .chain(timings)
            .chain(quarantines)
            .chain(closes);
        accepts
            .chain(publications)
            .chain(plans)
            .chain(spills)
            .chain(changes)
            .chain(rare)
    }
}
