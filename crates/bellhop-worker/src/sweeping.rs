//! Sweeping: the calls of a sweep, and what their answers mean for those who wait.
//!
//! A sweep takes over the lookups that wait for their budget; what it does not answer goes back to
//! them. While it runs, e-mails that are unknown wait for it.

use bellhop_core::address::Target;
use bellhop_core::fault::Fault;
use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;
use bellhop_core::scheduler::{Answer, CallId, Method};
use bellhop_directory::Team;
use bellhop_slack::UserPage;

use crate::connections::active;
use crate::desk::Desk;
use crate::errand::{Errand, WAIT_UNSAID};
use crate::happening::{CallError, Called, Question};
use crate::sweep::{Sweep, Turn, reachable, zones};

/// Slack's code for a cursor that is too old.
const STALE: &str = "invalid_cursor";

impl Desk {
    /// Lets an e-mail that is unknown wait for the sweep of its connection, if there is one.
    pub(crate) fn joins_sweep(&mut self, connection: &ConnectionId, email: &str) -> bool {
        let sweep = self.sweeps.get_mut(connection);
        let Some(sweep) = sweep.filter(|sweep| sweep.is_running()) else {
            return false;
        };
        sweep.join(email.to_owned());
        true
    }

    /// Begins a sweep if that is cheaper than the lookups that wait for their budget.
    pub(crate) fn consider_sweep(&mut self, connection: &ConnectionId, team: Team) {
        let method = Method::LookupByEmail;
        let waiting = self.scheduler.calls_waiting(connection, method);
        let now = self.clock.now();
        let sweep = self.sweeps.entry(connection.clone());
        let sweep = sweep.or_insert_with(Sweep::new);
        if !sweep.is_worth_it(now, waiting, team) {
            return;
        }
        let calls = self.scheduler.withdraw_calls(connection, method);
        let errands = calls.iter().filter_map(|call| self.errands.remove(call));
        sweep.start(errands.filter_map(|errand| match errand {
            Errand::LookUp { question, .. } => email_of(question),
            Errand::Sweep { .. }
            | Errand::Probe { .. }
            | Errand::Change { .. }
            | Errand::Join { .. }
            | Errand::Confirm { .. } => None,
        }));
        tracing::info!(%connection, waiting, people = team.people, "many e-mails are unknown: reading the list of the team");
        self.request_page(connection);
    }

    fn request_page(&mut self, connection: &ConnectionId) {
        let errand = Errand::Sweep {
            connection: connection.clone(),
        };
        self.request(connection, Method::UsersList, errand);
    }

    /// Reads a page; the scheduler said that there is room.
    pub(crate) fn read_page(&mut self, call: CallId, connection: ConnectionId) {
        let Some(sweep) = self.sweeps.get(&connection) else {
            return;
        };
        let (cursor, limit) = sweep.next_page();
        let parts = self.parts.clone();
        self.spawn_call(call, Method::UsersList, async move {
            let found = active(&parts.store, &connection).await?;
            let page = parts
                .slack
                .list_users(&found.secret, cursor.as_deref(), limit)
                .await?;
            // Everybody is remembered, and before the loop hears of it: who comes next finds them.
            let people = reachable(&page).map(|(email, user)| (email, Some(user)));
            let people: Vec<_> = people.collect();
            parts
                .directory
                .remember_users_of_emails(&connection, &people)
                .await;
            let zones: Vec<_> = zones(&page).collect();
            parts.directory.remember_zones(&connection, &zones).await;
            Ok(Called::Page(page))
        });
    }

    /// Slack answered with a page, or did not.
    pub(crate) fn swept(
        &mut self,
        call: CallId,
        connection: ConnectionId,
        answer: Result<Called, CallError>,
    ) {
        let error = match answer {
            Ok(called) => {
                self.scheduler
                    .call_answered(self.clock.now(), call, Answer::Done);
                if let Called::Page(page) = called {
                    self.turn_page(&connection, &page);
                }
                return;
            }
            Err(error) => error,
        };
        let Some(sweep) = self.sweeps.get_mut(&connection) else {
            return;
        };
        let again = match error.fault() {
            Fault::Wait(wait) => Some(Answer::Throttled(wait.unwrap_or(WAIT_UNSAID))),
            Fault::Retry => sweep
                .failed()
                .map(|failures| Answer::Retry(self.settings.retry.delay(failures, rand::random()))),
            Fault::GiveUp if error.code() == Some(STALE) => {
                sweep.restart().then_some(Answer::Retry(Default::default()))
            }
            Fault::GiveUp | Fault::Disable | Fault::Repair => None,
        };
        let Some(again) = again else {
            self.scheduler
                .call_answered(self.clock.now(), call, Answer::Done);
            tracing::warn!(%connection, %error, "the list of the team can't be read; asking for each e-mail");
            return self.end_sweep(&connection);
        };
        let waiting: Vec<String> = sweep.waiting().map(str::to_owned).collect();
        self.errands.insert(
            call,
            Errand::Sweep {
                connection: connection.clone(),
            },
        );
        self.scheduler.call_answered(self.clock.now(), call, again);
        for email in waiting {
            self.keep_waiting(
                &(connection.clone(), Target::Email(email)),
                again,
                &error.to_string(),
            );
        }
    }

    fn turn_page(&mut self, connection: &ConnectionId, page: &UserPage) {
        let Some(sweep) = self.sweeps.get_mut(connection) else {
            return;
        };
        let (found, turn) = (sweep.found(page), sweep.turn(page));
        for (email, user) in found {
            self.metrics.looked_up("email", "swept");
            let question = (connection.clone(), Target::Email(email));
            self.resolved(&question, &Conversation::User(user), "users.list");
        }
        match turn {
            Turn::NextPage => self.request_page(connection),
            Turn::Pause { rest } => self.look_up_each(connection, rest),
            Turn::Blind { rest } => {
                tracing::warn!(%connection, "the list of the team has no e-mails (scope users:read.email); asking for each one");
                self.look_up_each(connection, rest);
                self.rest_from_sweeps(connection, None);
            }
            Turn::Over {
                people,
                nobodys,
                rest,
            } => {
                tracing::info!(%connection, people, nobodys = nobodys.len(), "the list of the team was read");
                self.nobodys(connection, nobodys);
                self.look_up_each(connection, rest);
                self.rest_from_sweeps(connection, Some(people));
                let goes_on = self.sweeps.get(connection).is_some_and(Sweep::is_running);
                if goes_on {
                    self.request_page(connection);
                }
            }
        }
    }

    /// Gives a sweep up that can't go on.
    fn end_sweep(&mut self, connection: &ConnectionId) {
        let rest = self.sweeps.get_mut(connection).map(Sweep::stop);
        self.look_up_each(connection, rest.unwrap_or_default());
        self.rest_from_sweeps(connection, None);
    }

    /// No sweep of this connection for a while, by any worker.
    fn rest_from_sweeps(&mut self, connection: &ConnectionId, people: Option<usize>) {
        let directory = self.parts.directory.clone();
        if let Some(sweep) = self.sweeps.get_mut(connection) {
            sweep.rest(self.clock.now(), directory.sweep_again());
        }
        let connection = connection.clone();
        tokio::spawn(async move { directory.remember_sweep(&connection, people).await });
    }

    fn look_up_each(&mut self, connection: &ConnectionId, emails: Vec<String>) {
        for email in emails {
            let question = (connection.clone(), Target::Email(email));
            let errand = Errand::LookUp {
                question,
                failures: 0,
            };
            self.request(connection, Method::LookupByEmail, errand);
        }
    }

    /// These e-mails were on no page. Their messages end; the addresses stay as they are, since only
    /// a lookup says for certain that nobody can be found by an e-mail.
    fn nobodys(&mut self, connection: &ConnectionId, emails: Vec<String>) {
        for email in &emails {
            self.metrics.looked_up("email", "absent");
            let question = (connection.clone(), Target::Email(email.clone()));
            self.absent_by_hearsay(&question, "nobody in this team has the e-mail (users.list)");
        }
        let (directory, connection) = (self.parts.directory.clone(), connection.clone());
        tokio::spawn(async move {
            let absent: Vec<_> = emails.iter().map(|email| (email.as_str(), None)).collect();
            directory
                .remember_users_of_emails(&connection, &absent)
                .await;
        });
    }
}

fn email_of((_, target): Question) -> Option<String> {
    match target {
        Target::Email(email) => Some(email),
        Target::Channel(_) | Target::User(_) | Target::Group(_) | Target::Webhook => None,
    }
}
