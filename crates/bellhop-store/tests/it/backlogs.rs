//! What waits at the desks, as they say it, and how many are before a message.

use bellhop_store::{Backlogs, ConnectionBacklog, LaneBacklog, Step};

use crate::place::{NOW_MS, Place, message, trigger};
use crate::said::{accepted, change, delivered, entry, planned};

fn backlogs(waiting: u64) -> Backlogs {
    let connection = message(&trigger(1), "ada").address.connection;
    Backlogs {
        at_ms: NOW_MS,
        connections: vec![ConnectionBacklog {
            connection: connection.clone(),
            waiting,
            lanes: 1,
            per_minute: Some(50),
        }],
        lanes: vec![LaneBacklog {
            connection,
            destination: "C1".to_owned(),
            waiting,
            first_place: 1,
            next_at_ms: NOW_MS + 500,
            each_ms: 1_030,
        }],
    }
}

pub(crate) async fn each_desk_replaces_what_it_said(place: Place) {
    let store = place.open().await;
    assert_eq!(store.backlogs().await.unwrap(), []);

    for (shard, waiting) in [(1, 3), (0, 7), (1, 2)] {
        store.put_backlogs(shard, &backlogs(waiting)).await.unwrap();
    }

    assert_eq!(store.backlogs().await.unwrap(), [backlogs(7), backlogs(2)]);
}

pub(crate) async fn what_waits_before_a_message_of_its_destination_is_counted(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let mut messages = ["ada", "bob", "cyd", "dan"].map(|name| message(&trigger(1), name));
    messages[2].address.target = bellhop_core::address::Target::User("U0OTHER".to_owned());
    let destination = messages[0].address.target.id().to_owned();
    planned(&store, &messages).await;
    let connection = messages[0].address.connection.clone();
    let waiting = |until| store.waiting_between(&connection, &destination, 1, until);

    assert_eq!(waiting(4).await.unwrap(), 2, "the third goes elsewhere");
    let end = change(messages[0].id, vec![entry(1, Step::Delivered)], delivered());
    store.record(vec![end]).await.unwrap();
    assert_eq!(waiting(4).await.unwrap(), 1, "the first has gone");
    assert_eq!(waiting(1).await.unwrap(), 0);
}
