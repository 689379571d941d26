//! What is made of a card's messages: a table, the cases of merging, and random lines in which the last
//! state always wins.

use serde_json::json;

use super::*;
use crate::scheduler::Ticket;

fn live() -> CardState {
    CardState::Live {
        channel: "C1".into(),
        ts: "1.2".into(),
    }
}

fn emoji() -> Emoji {
    Emoji::parse("eyes").unwrap()
}

#[test]
fn what_a_wish_means_depends_on_whether_there_is_a_card() {
    for (wish, absent, there) in [
        (Wish::Update, Deed::Create, Deed::Change),
        (Wish::Reply, Deed::Create, Deed::Reply),
        (Wish::Broadcast, Deed::Create, Deed::Reply),
        (Wish::New, Deed::Create, Deed::Create),
        (Wish::Delete, Deed::Nothing, Deed::Change),
        (Wish::React(emoji()), Deed::Impossible, Deed::Change),
        (Wish::Unreact(emoji()), Deed::Nothing, Deed::Change),
        (Wish::Pin, Deed::Impossible, Deed::Change),
        (Wish::Unpin, Deed::Nothing, Deed::Change),
    ] {
        assert_eq!(deed(&wish, &CardState::Absent), absent, "{wish:?}");
        assert_eq!(deed(&wish, &live()), there, "{wish:?}");
    }
}

#[test]
fn a_key_is_what_the_trigger_says_or_what_is_at_its_workflows_path() {
    let data = json!({"incident": {"id": 7, "odd": 1.5, "empty": ""}});
    let data = data.as_object().unwrap();
    let rule = |key: &str| CardRule {
        key: Some(key.into()),
        wish: Some(Wish::Reply),
    };
    let said = CardAsk {
        key: Some(CardKey::parse("mine").unwrap()),
        wish: None,
    };

    let card = CardAsk::default().of(&rule("incident.id"), data).unwrap();
    assert_eq!((card.key.as_str(), card.wish), ("7", Wish::Reply));
    let card = said.of(&rule("incident.id"), data).unwrap();
    assert_eq!(card.key.as_str(), "mine");
    for path in [
        "incident",
        "incident.odd",
        "incident.empty",
        "incident.no",
        "x.y",
    ] {
        assert_eq!(CardAsk::default().of(&rule(path), data), None, "{path}");
    }
    assert_eq!(CardAsk::default().of(&CardRule::default(), data), None);
}

/// A line of these wishes, all of them ready; their tickets count from 0.
fn line(wishes: &[Wish]) -> Line {
    let mut line = Line::default();
    for (ticket, wish) in (0..).map(Ticket).zip(wishes) {
        line.join(ticket, wish.clone());
        line.ready(ticket);
    }
    line
}

fn merges(line: &mut Line) -> Vec<Merge> {
    std::iter::from_fn(|| line.merge()).collect()
}

fn takes(place: u64, by: u64) -> Merge {
    let (place, by) = (Ticket(place), Ticket(by));
    Merge::TakesPlace { place, by }
}

#[test]
fn a_later_update_takes_the_place_of_an_earlier_one() {
    let mut line = line(&[Wish::Update, Wish::Update, Wish::Update]);

    assert_eq!(merges(&mut line), [takes(0, 1), takes(0, 2)]);
    assert_eq!(line.start(), [Ticket(0)]);
}

#[test]
fn what_is_on_the_road_stays_and_what_waits_behind_it_merges() {
    let mut line = line(&[Wish::Update, Wish::Update, Wish::Update]);
    line.fix(Ticket(0), true);

    assert_eq!(merges(&mut line), [takes(1, 2)]);
    assert_eq!(line.start(), [Ticket(0)]);
    line.leave(Ticket(0));
    assert_eq!(line.start(), [Ticket(1)]);
}

#[test]
fn a_new_card_waits_for_its_turn_and_is_made_in_its_last_state() {
    let mut line = line(&[Wish::Update, Wish::New, Wish::Update]);

    assert_eq!(merges(&mut line), [takes(1, 2)]);
    assert_eq!(line.wish(Ticket(1)), Some(&Wish::New));
    assert_eq!(line.start(), [Ticket(0)]);
    assert_eq!(line.start(), []);
    line.leave(Ticket(0));
    assert_eq!(line.start(), [Ticket(1)]);
}

#[test]
fn a_deletion_swallows_what_waits_and_nothing_merges_across_it() {
    let mut line = line(&[
        Wish::Update,
        Wish::Reply,
        Wish::Update,
        Wish::Delete,
        Wish::Update,
    ]);

    let swallowed = Merge::Swallowed {
        out: Ticket(0),
        by: Ticket(3),
    };
    assert_eq!(merges(&mut line), [takes(0, 2), swallowed]);
    assert_eq!(line.start(), [Ticket(1)]);
    line.leave(Ticket(1));
    assert_eq!(line.start(), [Ticket(3)]);
    line.leave(Ticket(3));
    assert_eq!(line.start(), [Ticket(4)]);
}

#[test]
fn replies_and_marks_are_never_merged() {
    let mut line = line(&[
        Wish::Reply,
        Wish::Reply,
        Wish::React(emoji()),
        Wish::Unreact(emoji()),
        Wish::Pin,
    ]);

    assert_eq!(merges(&mut line), []);
    assert_eq!(line.start(), [Ticket(0), Ticket(1), Ticket(2)]);
}

#[test]
fn what_is_not_ready_is_neither_merged_nor_passed() {
    let mut line = Line::default();
    for ticket in [0, 1] {
        line.join(Ticket(ticket), Wish::Update);
    }
    line.ready(Ticket(1));

    assert_eq!(merges(&mut line), []);
    assert_eq!(line.start(), []);
    line.ready(Ticket(0));
    assert_eq!(merges(&mut line), [takes(0, 1)]);
}

/// One card with random messages, whose sending takes random turns: everything ends, in the order of
/// the line, and what the card says last is what was said last.
#[test]
fn whatever_is_merged_the_card_ends_on_its_last_state() {
    for seed in 0..10_000_u64 {
        let mut dice = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut roll = |sides: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice % sides
        };
        let mut line = Line::default();
        // What each place says; a message that takes a place brings what it says.
        let mut says = std::collections::HashMap::new();
        let (mut joined, mut over, mut calls) = (0_u64, 0_u64, 0_u64);
        let mut shown = None;
        let mut wanted = None;
        let mut going: Vec<Ticket> = Vec::new();
        let count = 1 + roll(30);
        while over < count {
            if joined < count && roll(2) == 0 {
                let ticket = Ticket(joined);
                let wish = match roll(12) {
                    0 => Wish::Delete,
                    1 => Wish::New,
                    2 => Wish::Reply,
                    3 => Wish::Pin,
                    _ => Wish::Update,
                };
                match wish {
                    Wish::Delete => wanted = None,
                    Wish::Update | Wish::New => wanted = Some(joined),
                    Wish::Reply | Wish::Broadcast => {}
                    Wish::React(_) | Wish::Unreact(_) | Wish::Pin | Wish::Unpin => {}
                }
                line.join(ticket, wish);
                line.ready(ticket);
                says.insert(ticket, joined);
                joined += 1;
            }
            while let Some(merge) = line.merge() {
                over += 1;
                if let Merge::TakesPlace { place, by } = merge {
                    let said = says[&by];
                    assert!(said > says[&place], "older over newer, seed {seed}");
                    says.insert(place, said);
                }
            }
            for ticket in line.start() {
                line.fix(ticket, true);
                going.push(ticket);
            }
            if !going.is_empty() && roll(3) == 0 {
                let at = usize::try_from(roll(going.len() as u64)).unwrap();
                let ticket = going.swap_remove(at);
                calls += 1;
                match line.wish(ticket) {
                    Some(Wish::Update | Wish::New) => {
                        assert!(shown < Some(says[&ticket]), "went back, seed {seed}");
                        shown = Some(says[&ticket]);
                    }
                    Some(Wish::Delete) => shown = None,
                    Some(Wish::Reply | Wish::Broadcast | Wish::Pin | Wish::Unpin)
                    | Some(Wish::React(_) | Wish::Unreact(_))
                    | None => {}
                }
                line.leave(ticket);
                over += 1;
            }
        }
        assert_eq!(shown, wanted, "seed {seed}");
        assert!(line.is_empty() && calls <= count, "seed {seed}");
    }
}
