//! How to learn who has the e-mails that wait: one by one (`users.lookupByEmail`), or page by page
//! from the list of everybody (`users.list`). Whatever needs less of Slack's time is done.
//!
//! A page costs three seconds of its method's budget, a lookup a little more than one. How many pages
//! there are is known once a list was read to its end. Before that, a list of which `n` people were
//! seen is taken to have `n` more: so the pages read in vain never cost more than the lookups that
//! they were to save, whatever the team's size.

use super::calls::Method;

/// The e-mails of one connection that wait, and what is known of its team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowd {
    /// How many e-mails wait for an answer.
    pub waiting: usize,
    /// How many people of the list were seen so far.
    pub seen: usize,
    /// How many people there are in all, once that is known.
    pub people: Option<usize>,
    /// How many people a page has.
    pub page: usize,
}

/// How to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Ask for each e-mail.
    Single,
    /// Read the next page of the list.
    Sweep,
}

impl Crowd {
    /// The cheaper way. What may be asked at once is never worth a list.
    #[must_use]
    pub fn way(self) -> Way {
        if self.waiting <= Method::LookupByEmail.burst() as usize {
            return Way::Single;
        }
        let lists = self.pages_left() as u128 * u128::from(Method::LookupByEmail.per_minute());
        let lookups = self.waiting as u128 * u128::from(Method::UsersList.per_minute());
        match lists < lookups {
            true => Way::Sweep,
            false => Way::Single,
        }
    }

    fn pages_left(self) -> usize {
        let people = match self.people {
            Some(people) => people.saturating_sub(self.seen),
            None => self.seen,
        };
        people.div_ceil(self.page.max(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(waiting: usize, seen: usize, people: Option<usize>, page: usize) -> Way {
        Crowd {
            waiting,
            seen,
            people,
            page,
        }
        .way()
    }

    #[test]
    fn the_cheaper_way_is_taken() {
        // Waiting e-mails, people seen, people in all, people a page.
        for (waiting, seen, people, page, expected) in [
            // What may be asked at once is asked.
            (0, 0, None, 1_000, Way::Single),
            (10, 0, None, 1_000, Way::Single),
            (10, 0, Some(10), 1_000, Way::Single),
            // A team of unknown size is worth a first page.
            (11, 0, None, 1_000, Way::Sweep),
            (11, 0, None, 200, Way::Sweep),
            // It is expected to have as many more as were seen: 40 lookups cost as much as 16 pages.
            (40, 15_000, None, 1_000, Way::Sweep),
            (40, 16_000, None, 1_000, Way::Single),
            (40, 3_000, None, 200, Way::Sweep),
            (40, 3_200, None, 200, Way::Single),
            // A known size decides exactly.
            (10_000, 0, Some(10_000), 1_000, Way::Sweep),
            (10_000, 0, Some(500_000), 200, Way::Sweep),
            (25, 0, Some(9_000), 1_000, Way::Sweep),
            (25, 0, Some(10_000), 1_000, Way::Single),
            (25, 1_000, Some(10_000), 1_000, Way::Sweep),
            (25, 0, Some(10_000), 200, Way::Single),
            // The list grew since it was counted: there is a page left, at least.
            (11, 2_000, Some(1_000), 1_000, Way::Sweep),
            // Nonsense does not divide by zero or overflow.
            (11, usize::MAX, None, 0, Way::Single),
            (usize::MAX, 0, None, 1, Way::Sweep),
        ] {
            assert_eq!(
                way(waiting, seen, people, page),
                expected,
                "{waiting} waiting, {seen} seen of {people:?}, pages of {page}"
            );
        }
    }

    #[test]
    fn pages_read_in_vain_cost_no_more_than_the_lookups_they_were_to_save() {
        for waiting in (11..20_000).step_by(13) {
            let mut pages = 0;

            while way(waiting, pages * 1_000, None, 1_000) == Way::Sweep {
                pages += 1;
            }

            // Three seconds a page, 1.2 seconds a lookup; one page more may be begun.
            assert!(
                pages * 30 <= waiting * 12 + 30,
                "{pages} pages for {waiting}"
            );
        }
    }
}
