//! The writes of one transaction.

use sqlx::SqliteConnection;

use super::{Job, Reply};
use crate::StoreError;
use crate::sqlite::bulk::Statement;
use crate::sqlite::connections::{self, ConnectionJob};
use crate::sqlite::int;
use crate::sqlite::messages::{self, Change, Plan};
use crate::sqlite::profiles::{self, ProfileJob};
use crate::sqlite::purge::{self, Purge};
use crate::sqlite::triggers::{self, Accept, Publication};
use crate::sqlite::workspaces::{self, PutWorkspace};

/// What the statements need of the configuration.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) idempotency_ms: u64,
    pub(super) timeline_bytes_max: u32,
}

/// The writes of one transaction, by kind, in the order in which the kinds are run. Writes of one
/// kind stay in the order in which they were asked for; between kinds there is none to keep, because
/// a caller who cares waits for the answer to the first.
#[derive(Default)]
pub(super) struct Batch {
    workspaces: Vec<PutWorkspace>,
    pub(super) connections: Vec<ConnectionJob>,
    profiles: Vec<ProfileJob>,
    accepts: Vec<Accept>,
    publications: Vec<Publication>,
    plans: Vec<Plan>,
    changes: Vec<Change>,
    purges: Vec<Purge>,
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
                Job::Workspace(job) => batch.workspaces.push(job),
                Job::Connections(job) => batch.connections.push(job),
                Job::Profiles(job) => batch.profiles.push(job),
                Job::Accept(job) => batch.accepts.push(job),
                Job::Publication(job) => batch.publications.push(job),
                Job::Plan(job) => batch.plans.push(job),
                Job::Change(job) => batch.changes.push(job),
                Job::Purge(job) => batch.purges.push(job),
                Job::Close(reply) => {
                    batch.closes.push(reply);
                    batch.jobs -= 1;
                }
            }
        }
        batch
    }

    pub(super) fn into_jobs(self) -> impl Iterator<Item = Job> {
        let accepts = self.accepts.into_iter().map(Job::Accept);
        let publications = self.publications.into_iter().map(Job::Publication);
        let plans = self.plans.into_iter().map(Job::Plan);
        let changes = self.changes.into_iter().map(Job::Change);
        let profiles = self.profiles.into_iter().map(Job::Profiles);
        let connections = self.connections.into_iter().map(Job::Connections);
        let workspaces = self.workspaces.into_iter().map(Job::Workspace);
        let purges = self.purges.into_iter().map(Job::Purge);
        let closes = self.closes.into_iter().map(Job::Close);
        let rare = profiles
            .chain(connections)
            .chain(workspaces)
            .chain(purges)
            .chain(closes);
        accepts
            .chain(publications)
            .chain(plans)
            .chain(changes)
            .chain(rare)
    }

    /// Runs the writes, and stages their answers.
    pub(super) async fn run(
        &mut self,
        connection: &mut SqliteConnection,
        bounds: Bounds,
    ) -> Result<(), StoreError> {
        workspaces::run(connection, &mut self.workspaces).await?;
        connections::run(connection, &mut self.connections).await?;
        profiles::run(connection, &mut self.profiles).await?;
        triggers::accept(connection, &mut self.accepts, bounds.idempotency_ms).await?;
        triggers::mark_published(connection, &mut self.publications).await?;
        messages::plan(connection, &mut self.plans).await?;
        messages::change(connection, &mut self.changes, bounds.timeline_bytes_max).await?;
        purge::run(connection, &mut self.purges).await
    }

    /// The statement that commits, and that notes when the record last changed, in one round trip.
    pub(super) fn commit(&self) -> Statement {
        match messages::newest_ms(&self.plans, &self.changes) {
            Some(newest_ms) => sqlx::query(
                "INSERT INTO marks (name, value) VALUES ('last_activity_ms', $1)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value
                 WHERE marks.value < excluded.value;
                 COMMIT",
            )
            .bind(int(newest_ms)),
            None => sqlx::query("COMMIT"),
        }
    }
}
