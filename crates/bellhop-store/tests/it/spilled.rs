//! Messages that wait in the store because their lanes are long.

use bellhop_core::message::Message;
use bellhop_core::spill::{Bounds, LaneKey, Spill, Want};
use bellhop_core::workflow::Category;
use bellhop_store::{Spilled, SpilledLane, Step, Store};

use crate::place::{Place, message, trigger, user};
use crate::said::{accepted, change, delivered, entry, planned};

const LANE: LaneKey = LaneKey(u64::MAX - 7);

fn at_place(place: u64) -> Message {
    let mut message = message(&trigger(1), &format!("person-{place}"));
    message.place = place;
    message
}

fn spilled(lane: LaneKey, place: u64) -> Spilled {
    Spilled {
        shard: 3,
        lane,
        message: at_place(place),
    }
}

/// A wish for `limit` messages of a lane, above the place `after`.
fn want(lane: LaneKey, after: u64, limit: usize) -> Want {
    let mut spill = Spill::new(Bounds {
        window: 1_000,
        lane_max: limit,
        connection_max: 1_000,
        open_road: false,
    });
    spill.found(
        &user("U1").connection,
        lane,
        Category::System,
        1_000,
        after + 1,
    );
    spill.wanted(Default::default(), limit).remove(0)
}

async fn read(store: &Store, wants: &[Want]) -> Vec<Vec<u64>> {
    let pages = store.read_spilled(wants).await.unwrap();
    let places = |page: bellhop_store::SpilledPage| {
        let places: Vec<_> = page.messages.iter().map(|message| message.place).collect();
        assert_eq!(
            (page.read, page.last),
            (places.len(), places.last().copied())
        );
        places
    };
    pages.into_iter().map(places).collect()
}

pub(crate) async fn spilled_messages_come_back_in_order_lane_by_lane(place: Place) {
    let store = place.open().await;
    let mine = [30, 10, 20, 40].map(|place| spilled(LANE, place));
    let others = (100..300).map(|place| spilled(LaneKey(place % 2), place));
    store
        .spill(mine.into_iter().chain(others).collect())
        .await
        .unwrap();

    let wants = [
        want(LANE, 10, 2),
        want(LaneKey(5), 0, 9),
        want(LaneKey(1), 200, 3),
    ];
    let pages = read(&store, &wants).await;

    assert_eq!(pages, [vec![20, 30], vec![], vec![201, 203, 205]]);
    let back = store.read_spilled(&[want(LANE, 0, 1)]).await.unwrap();
    let back = serde_json::to_string(&back[0].messages[0]).unwrap();
    assert_eq!(back, serde_json::to_string(&at_place(10)).unwrap());
}

pub(crate) async fn a_lane_with_two_names_is_read_as_one(place: Place) {
    let store = place.open().await;
    let rows = (1..=6).map(|place| spilled(LaneKey(place % 2), place));
    store.spill(rows.collect()).await.unwrap();
    let mut want = want(LaneKey(0), 1, 4);
    want.sources.push(LaneKey(1));

    assert_eq!(read(&store, &[want]).await, [[2, 3, 4, 5]]);
}

pub(crate) async fn a_message_that_is_spilled_twice_is_there_once(place: Place) {
    let store = place.open().await;

    store
        .spill(vec![spilled(LANE, 1), spilled(LANE, 1)])
        .await
        .unwrap();
    store
        .spill(vec![spilled(LANE, 1), spilled(LANE, 2)])
        .await
        .unwrap();

    assert_eq!(read(&store, &[want(LANE, 0, 9)]).await, [[1, 2]]);
}

pub(crate) async fn a_spilled_message_goes_with_its_end(place: Place) {
    let store = place.open().await;
    accepted(&store).await;
    let [first, second] = [at_place(1), at_place(2)];
    planned(&store, &[first.clone(), second.clone()]).await;
    store
        .spill(vec![spilled(LANE, 1), spilled(LANE, 2)])
        .await
        .unwrap();

    let end = change(first.id, vec![entry(1, Step::Delivered)], delivered());
    store
        .record_and_unspill([end].into(), vec![first.id])
        .await
        .unwrap();
    let state = store.message_state(first.id).await.unwrap().unwrap();

    assert!(state.end.is_some());
    assert_eq!(read(&store, &[want(LANE, 0, 9)]).await, [[2]]);
    store
        .record_and_unspill([].into(), vec![second.id])
        .await
        .unwrap();
    assert_eq!(read(&store, &[want(LANE, 0, 9)]).await, [[0_u64; 0]]);
}

pub(crate) async fn the_spilled_lanes_of_a_shard_are_known_after_a_restart(place: Place) {
    let store = place.open().await;
    let mut urgent = spilled(LANE, 8);
    urgent.message.category = Category::System;
    let mut elsewhere = spilled(LaneKey(1), 1);
    elsewhere.shard = 4;
    store
        .spill(vec![spilled(LANE, 9), urgent, elsewhere])
        .await
        .unwrap();
    drop(store);

    let store = place.open().await;

    let lane = SpilledLane {
        connection: user("U1").connection,
        lane: LANE,
        category: Category::System,
        count: 2,
        first: 8,
    };
    assert_eq!(store.spilled_lanes(3).await.unwrap(), [lane]);
    assert_eq!(store.spilled_lanes(0).await.unwrap(), []);
}
