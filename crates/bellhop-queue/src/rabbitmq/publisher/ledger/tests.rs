use std::time::Duration;

use lapin::types::FieldTable;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::super::{Item, Publication, What};
use super::{Answer, Ledger};
use crate::{QueueConfig, QueueError};

type Told = oneshot::Receiver<Result<(), QueueError>>;

/// A publication of `count` triggers, whose time is over after so many seconds.
fn take(ledger: &mut Ledger, count: usize, seconds: u64) -> Told {
    let item = || Item {
        what: What::Trigger,
        queue: "bellhop.triggers".into(),
        id: Uuid::nil(),
        envelope: b"{}".to_vec(),
        headers: FieldTable::default(),
    };
    let (reply, told) = oneshot::channel();
    ledger.take(Publication {
        items: std::iter::repeat_with(item).take(count).collect(),
        deadline: Instant::now() + Duration::from_secs(seconds),
        reply,
    });
    told
}

fn send_all(ledger: &mut Ledger) -> Vec<u64> {
    std::iter::from_fn(|| ledger.next_unsent().map(|(number, _)| number)).collect()
}

#[test]
fn a_publication_is_answered_when_all_of_it_is() {
    let mut ledger = Ledger::new(&QueueConfig::default());
    let mut told = take(&mut ledger, 2, 10);
    assert_eq!(send_all(&mut ledger), [0, 1]);

    ledger.answered(1, Answer::Confirmed);
    assert!(told.try_recv().is_err());
    ledger.answered(0, Answer::Confirmed);

    assert!(matches!(told.try_recv(), Ok(Ok(()))));
    assert_eq!(ledger.len(), 0);
}

#[test]
fn a_refusal_of_one_is_a_failure_of_the_publication() {
    let mut ledger = Ledger::new(&QueueConfig::default());
    let mut told = take(&mut ledger, 2, 10);
    send_all(&mut ledger);

    ledger.answered(0, Answer::Refused);
    ledger.answered(1, Answer::Confirmed);

    assert!(matches!(told.try_recv(), Ok(Err(QueueError::Full { .. }))));
}

#[test]
fn what_is_not_confirmed_is_sent_again_before_what_was_never_sent() {
    let mut ledger = Ledger::new(&QueueConfig::default());
    let _first = take(&mut ledger, 3, 10);
    assert_eq!(send_all(&mut ledger), [0, 1, 2]);
    ledger.answered(1, Answer::Confirmed);
    let _second = take(&mut ledger, 1, 10);

    ledger.send_again();

    assert_eq!(send_all(&mut ledger), [0, 2, 3]);
}

#[test]
fn what_is_given_up_is_not_sent_again() {
    let mut ledger = Ledger::new(&QueueConfig::default());
    let mut late = take(&mut ledger, 2, 0);
    let _in_time = take(&mut ledger, 1, 10);
    send_all(&mut ledger);

    ledger.expire(Instant::now(), false);
    ledger.send_again();

    assert_eq!(send_all(&mut ledger), [2]);
    assert!(matches!(
        late.try_recv(),
        Ok(Err(QueueError::Unavailable(_)))
    ));
    ledger.answered(0, Answer::Confirmed);
}
