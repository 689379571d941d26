//! A sweep: reading the list of everybody in a team, page by page, for the many e-mails that wait.
//! What it knows and decides; `sweeping` makes its calls.
//!
//! An e-mail that joins in the middle may be on a page that is over, so at the end of the list it gets
//! a second lap. Who was on no page of a whole lap is nobody. A lap that is no longer worth its calls
//! rests where it is, and goes on from there when there is a crowd again.

use std::collections::HashMap;
use std::time::Duration;

use bellhop_core::scheduler::{Crowd, Moment, Way};
use bellhop_directory::Team;
use bellhop_slack::UserPage;

/// People on a page: as many as Slack allows.
const PAGE: usize = 1_000;
/// People on a page after Slack failed to answer: as many as it recommends.
const PAGE_AFTER_FAILURE: usize = 200;
/// How often the list is read in a row.
const LAPS_MAX: u32 = 2;
/// How often a list is begun again because its cursor got too old.
const RESTARTS_MAX: u32 = 2;
/// How often in a row a page may fail.
const FAILURES_MAX: u32 = 4;

/// The sweep of one connection: running, resting, or not begun.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// The e-mails that wait, and whether they did before this lap began.
    waiting: HashMap<String, bool>,
    is_running: bool,
    cursor: Option<String>,
    page: usize,
    seen: usize,
    people: Option<usize>,
    laps: u32,
    restarts: u32,
    failures: u32,
    /// Before this, no sweep begins.
    rests_until: Moment,
}

/// How it goes on after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// With the next page.
    NextPage,
    /// The rest is cheaper to ask for, one by one.
    Pause {
        /// The e-mails to ask for.
        rest: Vec<String>,
    },
    /// The list is over.
    Over {
        /// How many people it has.
        people: usize,
        /// The e-mails that nobody has.
        nobodys: Vec<String>,
        /// The e-mails to ask for: they joined late.
        rest: Vec<String>,
    },
    /// The list has people and no e-mails: the token may not see them.
    Blind {
        /// The e-mails to ask for.
        rest: Vec<String>,
    },
}

impl Sweep {
    pub(crate) fn new() -> Self {
        Self {
            waiting: HashMap::new(),
            is_running: false,
            cursor: None,
            page: PAGE,
            seen: 0,
            people: None,
            laps: 0,
            restarts: 0,
            failures: 0,
            rests_until: Moment::default(),
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.is_running
    }

    /// Whether to begin, or to go on, now that so many e-mails wait to be asked for.
    pub(crate) fn is_worth_it(&mut self, now: Moment, waiting: usize, team: Team) -> bool {
        self.people = self.people.or(team.people);
        let rests = team.swept || now < self.rests_until;
        !self.is_running && !rests && self.way(waiting) == Way::Sweep
    }

    /// Begins, or goes on, for these e-mails.
    pub(crate) fn start(&mut self, emails: impl IntoIterator<Item = String>) {
        self.is_running = true;
        (self.laps, self.restarts, self.failures) = (0, 0, 0);
        for email in emails {
            self.join(email);
        }
    }

    /// Takes in an e-mail that came later.
    pub(crate) fn join(&mut self, email: String) {
        self.waiting.insert(email, self.seen == 0);
    }

    /// Which page to ask for: its cursor, and how many people it may have.
    pub(crate) fn next_page(&self) -> (Option<String>, usize) {
        (self.cursor.clone(), self.page)
    }

    /// The e-mails that wait.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &str> {
        self.waiting.keys().map(String::as_str)
    }

    /// Those of a page who are waited for, as e-mail and user.
    pub(crate) fn found(&mut self, page: &UserPage) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (email, user) in reachable(page) {
            if let Some((email, _)) = self.waiting.remove_entry(email) {
                found.push((email, user.to_owned()));
            }
        }
        found
    }

    /// Turns a page whose people were taken out.
    pub(crate) fn turn(&mut self, page: &UserPage) -> Turn {
        self.failures = 0;
        let is_first = self.seen == 0;
        self.seen += page.users.len();
        self.cursor.clone_from(&page.next_cursor);
        if is_first && is_blind(page) {
            return Turn::Blind { rest: self.stop() };
        }
        if self.cursor.is_some() {
            return match self.way(self.waiting.len()) {
                Way::Sweep => Turn::NextPage,
                Way::Single => Turn::Pause { rest: self.pause() },
            };
        }
        self.lap_is_over()
    }

    fn lap_is_over(&mut self) -> Turn {
        let people = self.seen;
        self.people = Some(people);
        (self.seen, self.laps) = (0, self.laps + 1);
        let waiting = std::mem::take(&mut self.waiting);
        let (whole, late): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, whole)| *whole);
        let emails = |entries: Vec<(String, bool)>| entries.into_iter().map(|(email, _)| email);
        let nobodys = emails(whole).collect();
        for email in emails(late) {
            self.join(email);
        }
        let again = self.laps < LAPS_MAX && self.way(self.waiting.len()) == Way::Sweep;
        Turn::Over {
            people,
            nobodys,
            rest: if again { Vec::new() } else { self.stop() },
        }
    }

    /// The cursor got too old. Gives whether to begin again.
    pub(crate) fn restart(&mut self) -> bool {
        self.restarts += 1;
        (self.cursor, self.seen) = (None, 0);
        self.waiting.values_mut().for_each(|whole| *whole = true);
        self.restarts <= RESTARTS_MAX
    }

    /// A page failed. Gives how often in a row, unless it is too often.
    pub(crate) fn failed(&mut self) -> Option<u32> {
        self.failures += 1;
        self.page = PAGE_AFTER_FAILURE;
        (self.failures <= FAILURES_MAX).then_some(self.failures)
    }

    /// Stops, and forgets where it was. Gives the e-mails that still wait.
    pub(crate) fn stop(&mut self) -> Vec<String> {
        (self.cursor, self.seen, self.page) = (None, 0, PAGE);
        self.pause()
    }

    /// Stops where it is. Gives the e-mails that still wait.
    fn pause(&mut self) -> Vec<String> {
        self.is_running = false;
        std::mem::take(&mut self.waiting).into_keys().collect()
    }

    /// Does not begin again before `wait` is over.
    pub(crate) fn rest(&mut self, now: Moment, wait: Duration) {
        self.rests_until = now + wait;
    }

    fn way(&self, waiting: usize) -> Way {
        let crowd = Crowd {
            waiting,
            seen: self.seen,
            people: self.people,
            page: self.page,
        };
        crowd.way()
    }
}

/// The people on a page who can be written to, as e-mail and user.
pub(crate) fn reachable(page: &UserPage) -> impl Iterator<Item = (&str, &str)> {
    let people = page
        .users
        .iter()
        .filter(|user| !user.deleted && !user.is_bot);
    people.filter_map(|user| Some((user.email.as_deref()?, user.id.as_str())))
}

/// The people on a page who can be written to, with the zone that each is in.
pub(crate) fn zones(page: &UserPage) -> impl Iterator<Item = (&str, &str)> {
    let people = page
        .users
        .iter()
        .filter(|user| !user.deleted && !user.is_bot);
    people.filter_map(|user| Some((user.id.as_str(), user.tz.as_deref()?)))
}

/// Whether there are people on a page, and none has an e-mail.
fn is_blind(page: &UserPage) -> bool {
    let mut people = page
        .users
        .iter()
        .filter(|user| !user.deleted && !user.is_bot)
        .peekable();
    people.peek().is_some() && people.all(|user| user.email.is_none())
}

#[cfg(test)]
mod tests;
