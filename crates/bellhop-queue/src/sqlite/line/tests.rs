use std::iter;

use super::{Entry, Line};

fn entries(positions: impl IntoIterator<Item = i64>) -> impl Iterator<Item = Entry<()>> {
    positions.into_iter().map(|position| Entry {
        position,
        bytes: 10,
        body: (),
    })
}

fn take(line: &Line<()>, max: usize) -> Vec<i64> {
    let taken = line.take(max).unwrap();
    taken.map_or(Vec::new(), |taken| {
        taken.entries.iter().map(|entry| entry.position).collect()
    })
}

#[test]
fn what_is_committed_is_handed_over_while_the_receiver_keeps_up() {
    let line = Line::new(4, 0);

    line.commit(2, entries(1..=2));
    assert_eq!(take(&line, 10), [1, 2]);
    line.commit(3, entries(3..=3));

    assert_eq!(take(&line, 10), [3]);
    assert!(line.page().is_none());
    assert!(line.wants_bodies());
}

#[test]
fn what_does_not_fit_is_left_to_the_reader() {
    let line = Line::new(4, 0);
    line.commit(6, entries(1..=6));
    assert!(!line.wants_bodies());
    assert!(line.page().is_none(), "there is enough in memory");

    assert_eq!(take(&line, 3), [1, 2, 3]);
    let page = line.page().unwrap();

    assert_eq!((page.after, page.up_to), (4, 6));
}

#[test]
fn nothing_is_handed_over_while_something_before_it_is_to_be_read() {
    let line = Line::new(4, 0);
    line.commit(2, iter::empty());

    line.commit(3, entries(3..=3));
    assert_eq!(take(&line, 10), [0; 0]);
    let page = line.page().unwrap();
    line.fill(entries(1..=3).collect(), page.up_to);

    assert_eq!((page.after, page.up_to), (0, 3));
    assert_eq!(take(&line, 10), [1, 2, 3]);
}

#[test]
fn what_is_committed_during_a_read_waits_for_the_next() {
    let line = Line::new(4, 0);
    line.commit(2, iter::empty());
    let page = line.page().unwrap();

    line.commit(3, entries(3..=3));
    line.fill(entries(1..=2).collect(), page.up_to);

    assert_eq!(take(&line, 10), [1, 2]);
    let page = line.page().unwrap();
    assert_eq!((page.after, page.up_to), (2, 3));
    line.fill(entries(3..=3).collect(), 3);
    line.commit(4, entries(4..=4));
    assert_eq!(take(&line, 10), [3, 4]);
}

#[test]
fn bytes_are_bounded_like_entries() {
    let line = Line::new(1_000, 0);
    let large = |position| Entry {
        position,
        bytes: super::BYTES_MAX / 2,
        body: (),
    };

    line.commit(3, (1..=3).map(large));

    assert_eq!(take(&line, 10), [1, 2]);
    assert_eq!(
        line.page().map(|page| (page.after, page.up_to)),
        Some((2, 3))
    );
}
