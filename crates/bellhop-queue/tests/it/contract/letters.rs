//! Dead letters that are looked for, redriven and purged.

use bellhop_core::address::Target;
use bellhop_core::fault::Reason;
use bellhop_core::message::Elsewhere;
use bellhop_queue::{DeadLetter, Queue, Redriven, Shard};
use uuid::Uuid;

use crate::home::Home;
use crate::made::{
    ack_all, assert_nothing_else_waits, counts_become, dead_letters, message, messages, numbers,
    open_shard, receive, receive_triggers, trigger, within,
};

const DEADLINE_MS: u64 = 99_000_000;

/// A queue in which the messages with these numbers are dead letters, in this order.
async fn with_letters(home: &impl Home, numbers: &[u64]) -> (Queue, Shard) {
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    within(queue.publish_messages(&messages(numbers.iter().copied())))
        .await
        .unwrap();
    bury(&shard, numbers.len()).await;
    (queue, shard)
}

async fn bury(shard: &Shard, count: usize) {
    for delivery in receive(shard, count).await {
        within(delivery.dead_letter(Reason::TemplateError, "it says nothing"))
            .await
            .unwrap();
    }
}

fn ids(numbers: &[u64]) -> Vec<Uuid> {
    numbers.iter().map(|number| message(*number).id.0).collect()
}

fn ids_of(letters: &[DeadLetter]) -> Vec<Uuid> {
    letters.iter().map(|letter| letter.id).collect()
}

async fn redrive(queue: &Queue, ids: &[Uuid]) -> Redriven {
    within(queue.redrive(ids, DEADLINE_MS)).await.unwrap()
}

pub(crate) async fn redriven_letters_are_on_their_line_again_and_the_others_stay_in_order(
    home: impl Home,
) {
    let (queue, shard) = with_letters(&home, &[1, 2, 3, 4, 5]).await;

    let redriven = redrive(&queue, &ids(&[4, 2])).await;

    assert_eq!(redriven.back, ids(&[2, 4]));
    assert!(redriven.unreadable.is_empty() && redriven.missing.is_empty());
    let again = receive(&shard, 2).await;
    assert_eq!(numbers(&again), [2, 4]);
    ack_all(again).await;
    assert_nothing_else_waits(&queue, &shard).await;
    assert_eq!(ids_of(&dead_letters(&queue, 3).await), ids(&[1, 3, 5]));
    counts_become(&queue, [0, 0, 3]).await;
}

pub(crate) async fn a_redriven_message_has_a_new_deadline_and_is_to_be_looked_up(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1]).await;

    redrive(&queue, &ids(&[1])).await;

    let body = &receive(&shard, 1).await[0].body;
    assert_eq!((body.deadline_ms, body.planned_before), (DEADLINE_MS, true));
    assert_eq!(body.data.get(), message(1).data.get());
}

pub(crate) async fn a_message_is_redriven_to_another_address(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1]).await;
    let to = Elsewhere {
        target: Target::Email("ada@example.com".to_owned()),
        connection: None,
    };

    let redriven = within(queue.redrive_to(&ids(&[1]), DEADLINE_MS, Some(&to))).await;

    assert_eq!(redriven.unwrap().back, ids(&[1]));
    let body = &receive(&shard, 1).await[0].body;
    assert_eq!(body.address, to.instead_of(&message(1).address));
    assert_eq!(body.id, message(1).id);
}

pub(crate) async fn a_redriven_trigger_is_received_again(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    let delivery = receive_triggers(&queue, 1).await.remove(0);
    within(delivery.dead_letter(Reason::DeliveryLimit, ""))
        .await
        .unwrap();

    let redriven = redrive(&queue, &[trigger(1).id.0]).await;

    assert_eq!(redriven.back, [trigger(1).id.0]);
    assert_eq!(receive_triggers(&queue, 1).await[0].body, trigger(1));
    counts_become(&queue, [1, 0, 0]).await;
}

pub(crate) async fn a_letter_that_cannot_be_read_stays_and_says_why(home: impl Home) {
    let queue = home.open().await;
    within(queue.publish_messages(&messages(1..=2)))
        .await
        .unwrap();
    within(queue.close()).await;
    home.spoil_first_message(2, br#"{"v":2,"body":{"new":"form"}}"#)
        .await;
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    bury(&shard, 1).await;
    let letters = ids_of(&dead_letters(&queue, 2).await);

    let redriven = redrive(&queue, &letters).await;

    assert_eq!(redriven.back, ids(&[2]));
    let [(id, why)] = &redriven.unreadable[..] else {
        panic!("one, not {redriven:?}")
    };
    assert!(letters.contains(id) && why.contains("version 2"), "{why}");
    let left = dead_letters(&queue, 1).await;
    assert_eq!(left[0].id, *id);
    assert_eq!(left[0].about().unreadable.as_ref(), Some(why));
}

pub(crate) async fn an_id_that_no_letter_has_is_missing(home: impl Home) {
    let (queue, _shard) = with_letters(&home, &[1]).await;

    let redriven = redrive(&queue, &ids(&[7])).await;

    assert_eq!(redriven.missing, ids(&[7]));
    assert_eq!(redriven.back, ids(&[]));
    assert_eq!(ids_of(&dead_letters(&queue, 1).await), ids(&[1]));
    let found = within(queue.find_dead_letters(&ids(&[7]))).await.unwrap();
    assert_eq!(found, []);
    let purged = within(queue.purge_dead_letters(&ids(&[7]))).await.unwrap();
    assert_eq!(purged, ids(&[]));
}

pub(crate) async fn a_letter_can_be_redriven_again_when_it_died_again(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1]).await;
    redrive(&queue, &ids(&[1])).await;
    bury(&shard, 1).await;

    let redriven = redrive(&queue, &ids(&[1])).await;

    assert_eq!(redriven.back, ids(&[1]));
    ack_all(receive(&shard, 1).await).await;
    counts_become(&queue, [0, 0, 0]).await;
}

pub(crate) async fn redrives_at_the_same_time_put_a_letter_back_once(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1, 2]).await;
    let chosen = ids(&[1]);

    let (first, second) = tokio::join!(redrive(&queue, &chosen), redrive(&queue, &chosen));

    assert_eq!([first.back, second.back].concat(), chosen);
    assert_eq!([first.missing, second.missing].concat(), chosen);
    ack_all(receive(&shard, 1).await).await;
    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn letters_are_found_by_their_ids_and_say_what_they_are_about(home: impl Home) {
    let (queue, _shard) = with_letters(&home, &[1, 2, 3]).await;

    let found = within(queue.find_dead_letters(&ids(&[3, 2])))
        .await
        .unwrap();

    assert_eq!(ids_of(&found), ids(&[2, 3]));
    let about = found[0].about();
    assert_eq!(about.workspace, Some(message(2).workspace));
    assert_eq!(about.trigger, Some(trigger(2).id.0));
    assert_eq!(about.workflow.as_deref(), Some("order-shipped"));
    assert_eq!(about.distinct_id.as_deref(), Some("ada"));
    assert_eq!(about.unreadable, None);
    assert_eq!(ids_of(&dead_letters(&queue, 3).await), ids(&[1, 2, 3]));
}

pub(crate) async fn purged_letters_are_gone_and_the_others_stay_in_order(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1, 2, 3, 4]).await;

    let purged = within(queue.purge_dead_letters(&ids(&[3, 1])))
        .await
        .unwrap();

    assert_eq!(purged, ids(&[1, 3]));
    assert_eq!(ids_of(&dead_letters(&queue, 2).await), ids(&[2, 4]));
    counts_become(&queue, [0, 0, 2]).await;
    assert_nothing_else_waits(&queue, &shard).await;
}

pub(crate) async fn a_redrive_survives_without_a_close(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1, 2]).await;
    redrive(&queue, &ids(&[2])).await;
    drop((queue, shard));

    let queue = home.open().await;
    let shard = open_shard(&queue).await;

    assert_eq!(numbers(&receive(&shard, 1).await), [2]);
    assert_eq!(ids_of(&dead_letters(&queue, 1).await), ids(&[1]));
}

pub(crate) async fn a_message_that_waited_elsewhere_can_be_a_dead_letter(home: impl Home) {
    let (queue, shard) = with_letters(&home, &[1]).await;

    for number in [2, 3] {
        let why = "it says nothing";
        within(queue.bury(&message(number), Reason::TemplateError, why))
            .await
            .unwrap();
    }

    let letters = dead_letters(&queue, 3).await;
    assert_eq!(ids_of(&letters), ids(&[1, 2, 3]));
    let (usual, other) = (&letters[0], &letters[1]);
    assert_eq!((other.kind, other.reason), (usual.kind, usual.reason));
    assert_eq!((&other.detail, other.accepted_at_ms), (&usual.detail, 2));
    assert_eq!(other.about().distinct_id.as_deref(), Some("ada"));
    counts_become(&queue, [0, 0, 3]).await;
    let redriven = redrive(&queue, &ids(&[3])).await;
    assert_eq!(redriven.back, ids(&[3]));
    assert_eq!(numbers(&receive(&shard, 1).await), [3]);
}
