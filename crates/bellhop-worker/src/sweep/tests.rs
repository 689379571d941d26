//! What a sweep decides, page by page, without Slack.

use bellhop_slack::ListedUser;

use super::*;

const NOW: Moment = Moment::after(Duration::from_secs(100));

fn person(number: usize) -> ListedUser {
    ListedUser {
        id: format!("U{number}"),
        email: Some(email(number)),
        deleted: false,
        is_bot: false,
        tz: None,
    }
}

fn email(number: usize) -> String {
    format!("p{number}@example.com")
}

/// A page of these people; more may follow.
fn page(numbers: std::ops::Range<usize>, next: Option<&str>) -> UserPage {
    UserPage {
        users: numbers.map(person).collect(),
        next_cursor: next.map(str::to_owned),
    }
}

/// A sweep that has begun for these people.
fn sweep(numbers: std::ops::Range<usize>) -> Sweep {
    let mut sweep = Sweep::new();
    assert!(sweep.is_worth_it(NOW, numbers.len(), Team::default()));
    sweep.start(numbers.map(email));
    sweep
}

/// Reads a page; gives how many it answered, and how it goes on.
fn read(sweep: &mut Sweep, page: &UserPage) -> (usize, Turn) {
    let found = sweep.found(page);
    (found.len(), sweep.turn(page))
}

fn sorted(mut emails: Vec<String>) -> Vec<String> {
    emails.sort();
    emails
}

#[test]
fn pages_answer_those_who_wait_until_the_list_is_over() {
    let mut sweep = sweep(0..2_000);
    assert_eq!(sweep.next_page(), (None, 1_000));

    let first = read(&mut sweep, &page(0..1_000, Some("two")));
    let cursor = sweep.next_page();
    let second = read(&mut sweep, &page(1_000..1_990, None));

    assert_eq!(first, (1_000, Turn::NextPage));
    assert_eq!(cursor, (Some("two".into()), 1_000));
    let (
        answered,
        Turn::Over {
            people,
            nobodys,
            rest,
        },
    ) = second
    else {
        panic!("{second:?}");
    };
    assert_eq!((answered, people), (990, 1_990));
    assert_eq!(sorted(nobodys), sorted((1_990..2_000).map(email).collect()));
    assert!(rest.is_empty() && !sweep.is_running());
}

#[test]
fn who_joins_late_is_nobody_only_after_a_lap_of_their_own() {
    let mut sweep = sweep(0..100);
    read(&mut sweep, &page(0..50, Some("two")));
    // Forty who were on the page that is over, and sixty who are nowhere.
    (10..50)
        .chain(900..960)
        .map(email)
        .for_each(|late| sweep.join(late));

    let (_, first_lap) = read(&mut sweep, &page(50..99, None));
    let goes_on = sweep.is_running();
    let (answered, second_lap) = read(&mut sweep, &page(0..99, None));

    let over = |nobodys: Vec<String>| Turn::Over {
        people: 99,
        nobodys,
        rest: Vec::new(),
    };
    assert_eq!(first_lap, over(vec![email(99)]));
    assert!(goes_on);
    assert_eq!(answered, 40);
    let Turn::Over { nobodys, rest, .. } = second_lap else {
        panic!("{second_lap:?}");
    };
    assert_eq!(sorted(nobodys), sorted((900..960).map(email).collect()));
    assert!(rest.is_empty() && !sweep.is_running());
}

#[test]
fn a_few_who_join_late_are_asked_for() {
    let mut sweep = sweep(0..100);
    read(&mut sweep, &page(0..80, Some("two")));
    sweep.join(email(900));

    let (_, turn) = read(&mut sweep, &page(80..100, None));

    let rest = vec![email(900)];
    let nobodys = Vec::new();
    assert_eq!(
        turn,
        Turn::Over {
            people: 100,
            nobodys,
            rest
        }
    );
}

#[test]
fn a_sweep_rests_where_it_is_when_it_is_not_worth_its_calls() {
    let mut sweep = sweep(0..20);
    // The twenty are worth a few pages of strangers, and no more.
    let mut pages = 0;
    let rest = loop {
        pages += 1;
        match read(&mut sweep, &page(1_000..2_000, Some("next"))) {
            (0, Turn::NextPage) => {}
            (0, Turn::Pause { rest }) => break rest,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pages, 8);
    assert_eq!(rest.len(), 20);
    assert!(!sweep.is_running());

    assert!(!sweep.is_worth_it(NOW, 20, Team::default()));
    assert!(sweep.is_worth_it(NOW, 40, Team::default()));
    sweep.start((0..40).map(email));

    assert_eq!(sweep.next_page().0.as_deref(), Some("next"));
    let (answered, turn) = read(&mut sweep, &page(0..30, None));
    assert_eq!(answered, 30);
    let Turn::Over { nobodys, rest, .. } = turn else {
        panic!("{turn:?}");
    };
    assert!(nobodys.is_empty(), "they came when pages were over");
    assert_eq!(rest.len(), 10);
}

#[test]
fn bots_and_deactivated_accounts_answer_nobody() {
    let mut sweep = sweep(0..20);
    let mut list = page(0..20, None);
    list.users[3].deleted = true;
    list.users[4].is_bot = true;
    // The e-mail of the deactivated account went to another one.
    let heir = ListedUser {
        id: "UHEIR".into(),
        ..person(3)
    };
    list.users.push(heir);

    let found = sweep.found(&list);
    let turn = sweep.turn(&list);

    assert!(found.contains(&(email(3), "UHEIR".into())), "{found:?}");
    assert_eq!(found.len(), 19);
    let Turn::Over { nobodys, .. } = turn else {
        panic!("{turn:?}");
    };
    assert_eq!(nobodys, [email(4)]);
}

#[test]
fn a_list_without_emails_is_no_use_and_says_nothing_of_anybody() {
    let mut sweep = sweep(0..20);
    let mut list = page(0..20, None);
    for user in &mut list.users {
        user.email = None;
    }
    list.users.push(ListedUser {
        is_bot: true,
        ..person(99)
    });

    let (answered, turn) = read(&mut sweep, &list);

    let Turn::Blind { rest } = turn else {
        panic!("{turn:?}");
    };
    assert_eq!((answered, rest.len()), (0, 20));
}

#[test]
fn a_stale_cursor_begins_the_list_again_but_not_for_ever() {
    let mut sweep = sweep(0..50);
    read(&mut sweep, &page(1_000..1_500, Some("two")));

    assert!(sweep.restart());
    assert_eq!(sweep.next_page(), (None, 1_000));
    assert!(sweep.restart());
    assert!(!sweep.restart());
    assert_eq!(sweep.stop().len(), 50);
}

#[test]
fn a_page_that_fails_is_made_smaller_and_not_tried_for_ever() {
    let mut sweep = sweep(0..50);

    assert_eq!(sweep.failed(), Some(1));
    assert_eq!(sweep.next_page(), (None, 200));
    read(&mut sweep, &page(1_000..1_200, Some("two")));
    let failures: Vec<_> = (0..5).map(|_| sweep.failed()).collect();

    assert_eq!(failures, [Some(1), Some(2), Some(3), Some(4), None]);
    assert_eq!(sweep.stop().len(), 50);
    assert_eq!(sweep.next_page(), (None, 1_000));
}

#[test]
fn a_list_that_was_read_is_not_read_again_for_a_while() {
    let mut sweep = sweep(0..20);
    read(&mut sweep, &page(0..20, None));
    let wait = Duration::from_secs(600);
    sweep.rest(NOW, wait);

    assert!(!sweep.is_worth_it(NOW, 10_000, Team::default()));
    assert!(sweep.is_worth_it(NOW + wait, 10_000, Team::default()));
    // Another worker may have read it, or have counted the people.
    let team = |people, swept| Team { people, swept };
    let mut fresh = Sweep::new();
    assert!(!fresh.is_worth_it(NOW, 10_000, team(Some(100_000), true)));
    assert!(!fresh.is_worth_it(NOW, 20, team(Some(100_000), false)));
    assert!(fresh.is_worth_it(NOW, 10_000, team(Some(100_000), false)));
}
