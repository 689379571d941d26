//! Ten thousand e-mails that nobody has asked for yet, in a time of its own: how long Slack's budgets
//! make them wait, one by one and page by page.

use std::time::Duration;

use super::{PACE, at, connection};
use crate::scheduler::{CallId, Method, Scheduler};
use crate::simulation::lookups::{next_call, one_by_one, sweep};

const PEOPLE: usize = 10_000;

#[test]
fn ten_thousand_cold_emails_take_a_sweep_of_minutes_and_lookups_of_hours() {
    let lookups = one_by_one(PEOPLE);

    let (thousands, in_thousands) = sweep(PEOPLE, 1_000);
    let (hundreds, in_hundreds) = sweep(PEOPLE, 200);

    assert!(lookups > Duration::from_secs(4 * 3_600), "{lookups:?}");
    assert_eq!((thousands, hundreds), (10, 50));
    assert!(in_thousands < Duration::from_secs(30), "{in_thousands:?}");
    assert!(in_hundreds < Duration::from_secs(200), "{in_hundreds:?}");
}

#[test]
fn withdrawn_calls_come_in_their_order_and_are_not_made() {
    let mut scheduler = Scheduler::new(PACE, at(0));
    for call in 0..30 {
        scheduler.request(&connection(1), Method::LookupByEmail, CallId(call));
    }
    scheduler.request(&connection(2), Method::LookupByEmail, CallId(100));
    scheduler.request(&connection(1), Method::Open, CallId(200));
    let mut now = at(0);
    let first = next_call(&mut scheduler, &mut now);
    assert_eq!(
        scheduler.calls_waiting(&connection(1), Method::LookupByEmail),
        29
    );

    let withdrawn = scheduler.withdraw_calls(&connection(1), Method::LookupByEmail);

    assert_eq!(first, CallId(0));
    assert_eq!(withdrawn, (1..30).map(CallId).collect::<Vec<_>>());
    assert_eq!(
        scheduler.calls_waiting(&connection(1), Method::LookupByEmail),
        0
    );
    let mut left = [
        next_call(&mut scheduler, &mut now),
        next_call(&mut scheduler, &mut now),
    ];
    left.sort();
    assert_eq!(left, [CallId(100), CallId(200)]);
    assert_eq!(scheduler.next(now), None);
    assert!(
        scheduler
            .withdraw_calls(&connection(9), Method::LookupByEmail)
            .is_empty()
    );
}
