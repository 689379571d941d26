//! Several workers behind one API: they share the shards, and whatever happens to one of them, what was
//! accepted arrives in order and no faster than allowed.
//!
//! These run on RabbitMQ, PostgreSQL and Redis always: nothing else can be shared.

use bellhop_services::{Kind, Server};
use rustix::process::Signal;
use serde_json::json;

use crate::app::{App, Worker};
use crate::load::{Load, assert_in_order, start, there};
use crate::setup::{LANES, Setup, lane};

/// How many shards the tests have (`Setup::parts_settings`).
const SHARDS: usize = 4;

/// Everything that was accepted is there; gives how many were there twice.
fn assert_nothing_lost(app: &App, load: &Load) -> usize {
    let there = app.sim.observe(there);
    let lost: Vec<_> = load
        .all()
        .filter(|text| !there.contains_key(*text))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    there.values().map(|count| count - 1).sum()
}

fn assert_never_too_fast(app: &App) {
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
}

#[tokio::test]
async fn workers_share_the_shards_evenly_and_take_over_from_one_that_dies_or_leaves() {
    let app = Setup::new().for_workers().start().await;

    let first = app.add_worker().await;
    first.owns(SHARDS).await;
    let second = app.add_worker().await;
    first.owns(SHARDS / 2).await;
    second.owns(SHARDS / 2).await;
    first.kill9().await;
    second.owns(SHARDS).await;
    let third = app.add_worker().await;
    third.owns(SHARDS / 2).await;
    second.terminate().await;
    third.owns(SHARDS).await;

    third
        .shows(|metrics| metrics.contains("bellhop_workers 1"))
        .await;
}

#[tokio::test]
async fn order_and_pace_hold_while_workers_are_killed_and_added() {
    let app = start(Setup::new().for_workers().pace(10)).await;
    let mut workers = vec![app.add_worker().await, app.add_worker().await];
    let mut load = Load::default();

    for _ in 0..2 {
        let before = app.message_count();
        let sending = load.begin(&app, 10);
        app.slack_is(|slack| slack.message_count() >= before + LANES * 2)
            .await;
        workers.remove(0).kill9().await;
        workers.push(app.add_worker().await);
        load.end(sending).await;
    }
    load.settle(&app).await;

    assert_eq!(assert_nothing_lost(&app, &load), 0);
    assert_in_order(&app, &load);
    assert_never_too_fast(&app);
}

#[tokio::test]
async fn a_deploy_of_all_workers_under_load_loses_and_doubles_nothing() {
    let app = start(Setup::new().for_workers()).await;
    let mut workers = vec![app.add_worker().await, app.add_worker().await];
    let mut load = Load::default();

    let sending = load.begin(&app, 60);
    for _ in 0..2 {
        let before = app.message_count();
        app.slack_is(|slack| slack.message_count() >= before + LANES)
            .await;
        let next = app.add_worker().await;
        workers.remove(0).terminate().await;
        workers.push(next);
    }
    load.end(sending).await;
    load.settle(&app).await;

    assert_eq!(assert_nothing_lost(&app, &load), 0);
    assert_in_order(&app, &load);
}

#[tokio::test]
async fn a_shard_that_is_handed_over_at_once_keeps_the_pace_of_its_conversations() {
    let app = start(Setup::new().for_workers().pace(1)).await;
    let leaving = app.add_worker().await;
    leaving.owns(SHARDS).await;
    let mut load = Load::default();

    let sending = load.begin(&app, 6);
    app.slack_is(|slack| slack.message_count() >= LANES).await;
    let staying = app.add_worker().await;
    staying.owns(SHARDS / 2).await;
    leaving.terminate().await;
    load.end(sending).await;
    load.settle(&app).await;

    assert_eq!(assert_nothing_lost(&app, &load), 0);
    assert_in_order(&app, &load);
    assert_never_too_fast(&app);
}

#[tokio::test]
async fn a_worker_that_was_frozen_past_its_lease_sends_nothing_that_another_has_taken() {
    let app = start(Setup::new().for_workers().pace(10)).await;
    let (frozen, other) = (app.add_worker().await, app.add_worker().await);
    frozen.owns(SHARDS / 2).await;
    other.owns(SHARDS / 2).await;
    let mut load = Load::default();

    let sending = load.begin(&app, 20);
    app.slack_is(|slack| slack.message_count() >= LANES).await;
    frozen.signal(Signal::STOP);
    other.owns(SHARDS).await;
    load.end(sending).await;
    load.settle(&app).await;
    frozen.signal(Signal::CONT);
    frozen.owns(SHARDS / 2).await;
    let sending = load.begin(&app, 5);
    load.end(sending).await;
    load.settle(&app).await;

    assert_eq!(assert_nothing_lost(&app, &load), 0);
    assert_in_order(&app, &load);
    assert_never_too_fast(&app);
}

/// A deployment on servers of its own, with a worker.
async fn on_own_servers(setup: Setup) -> (App, Worker, Vec<(Kind, Server)>) {
    let servers = Kind::ALL.map(|kind| (kind, Server::start(kind).expect("the server starts")));
    let app = start(setup.for_workers().on_servers(&servers)).await;
    let worker = app.add_worker().await;
    worker.owns(SHARDS).await;
    // RabbitMQ notes the names of new quorum queues some seconds late; killed before that, it can't
    // find them again. These queues are as new as that, so it is told to do it now.
    let noted = broker(&servers).rabbitmqctl(&["eval", "[dets:sync(T) || T <- dets:all()]."]);
    noted.expect("RabbitMQ can be told");
    (app, worker, servers.into())
}

fn broker(servers: &[(Kind, Server)]) -> &Server {
    let found = servers.iter().find(|(kind, _)| *kind == Kind::Rabbitmq);
    &found.expect("it was started").1
}

#[tokio::test]
async fn nothing_is_lost_when_a_server_is_killed_and_comes_back() {
    let (app, _worker, mut servers) = on_own_servers(Setup::new()).await;
    let mut load = Load::keyed();

    for (kind, server) in &mut servers {
        let before = app.message_count();
        let sending = load.begin(&app, 10);
        app.slack_is(|slack| slack.message_count() >= before + LANES)
            .await;
        server.kill();
        server
            .restart()
            .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        load.end(sending).await;
        load.settle(&app).await;
        assert_eq!(assert_nothing_lost(&app, &load), 0, "{kind:?}");
    }

    assert_in_order(&app, &load);
}

#[tokio::test]
async fn what_waits_at_its_pace_while_the_broker_is_away_is_sent_once() {
    let (app, _worker, mut servers) = on_own_servers(Setup::new().pace(1)).await;
    let mut load = Load::keyed();

    let sending = load.begin(&app, 20);
    load.end(sending).await;
    for (_, server) in servers
        .iter_mut()
        .filter(|(kind, _)| *kind == Kind::Rabbitmq)
    {
        server.kill();
        server.restart().expect("the broker comes back");
    }
    load.settle(&app).await;

    assert_eq!(assert_nothing_lost(&app, &load), 0);
    assert_in_order(&app, &load);
    assert_never_too_fast(&app);
}

#[tokio::test]
async fn a_broker_that_takes_nothing_is_answered_503_with_a_time_to_come_back() {
    let (app, _worker, servers) = on_own_servers(Setup::new()).await;
    let broker = broker(&servers);
    let body = json!({"workflow": "note", "recipients": [lane(0)], "data": {"text": "hello"}});

    let alarm = broker.rabbitmqctl(&["set_vm_memory_high_watermark", "0.000001"]);
    alarm.expect("the alarm can be set");
    let refused = app.client.post("/trigger/", &body).await;
    let over = broker.rabbitmqctl(&["set_vm_memory_high_watermark", "0.4"]);
    over.expect("the alarm can be ended");
    let accepted = app.client.post("/trigger/", &body).await;

    refused.expect(503);
    assert!(refused.retry_after.is_some(), "{refused:?}");
    accepted.expect(202);
}

#[tokio::test]
async fn a_worker_takes_no_requests_and_says_who_does() {
    let app = Setup::new().for_workers().start().await;
    let worker = app.add_worker().await;

    let answer = worker.client.post("/trigger/", &json!({})).await;
    let ready = worker.client.get("/health/ready").await.expect(200);

    answer.expect(404);
    assert!(answer.text.contains("--role api"), "{}", answer.text);
    assert_eq!(ready["checks"]["queue"], "ok");
}

#[tokio::test]
async fn another_number_of_shards_is_refused_at_the_start() {
    let app = Setup::new().for_workers().start().await;
    let mut settings = app.settings().to_vec();
    settings.push(("BELLHOP_QUEUE__SHARDS".into(), "5".into()));

    let (mut child, log) = crate::app::run(&settings);
    let status = child.wait().await.expect("it ends");
    log.end().await;

    assert!(!status.success());
    let text = log.text();
    assert!(
        text.contains("queue.shards: is 5, but this deployment was started with 4"),
        "{text}"
    );
}
