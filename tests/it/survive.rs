//! Crashes and deploys: what a 202 was given for is in Slack in the end, in order.
//!
//! What was on the road in a crash is looked for in Slack, and not sent twice.

use std::collections::BTreeSet;

use rand::RngExt as _;

use crate::app::run;
use crate::load::{Load, assert_in_order, start, there};
use crate::setup::{LANES, Setup, lane};

#[tokio::test]
async fn everything_that_was_accepted_is_delivered_though_the_program_is_killed_again_and_again() {
    const KILLS: usize = 4;
    let mut app = start(Setup::new()).await;
    let mut load = Load::default();
    let mut recovered = 0;

    for _ in 0..KILLS {
        let more: usize = rand::rng().random_range(5..60);
        let before = app.message_count();
        let sending = load.begin(&app, 12);
        app.slack_is(|slack| slack.message_count() >= before + more)
            .await;
        app.kill9().await;
        load.end(sending).await;
        let there = app.sim.observe(there);
        recovered += load.all().filter(|text| !there.contains_key(*text)).count();
        app.restart().await;
    }
    let sending = load.begin(&app, 3);
    load.end(sending).await;
    load.settle(&app).await;

    let there = app.sim.observe(there);
    let accepted: BTreeSet<&String> = load.all().collect();
    let lost = accepted
        .iter()
        .filter(|text| !there.contains_key(**text))
        .count();
    let duplicated: usize = there.values().map(|count| count - 1).sum();
    let known = |text: &String| accepted.contains(text) || load.unanswered.contains(text);
    let unexpected = there.keys().filter(|text| !known(text)).count();
    println!(
        "{} accepted, {KILLS} kills: {lost} lost, {duplicated} duplicated, {recovered} recovered, \
         {unexpected} unexpected, {} unanswered of which {} are there",
        accepted.len(),
        load.unanswered.len(),
        load.unanswered
            .iter()
            .filter(|text| there.contains_key(*text))
            .count(),
    );
    assert_eq!((lost, duplicated, unexpected), (0, 0, 0));
    assert_in_order(&app, &load);
}

#[tokio::test]
async fn a_stop_under_load_ends_well_and_loses_and_doubles_nothing() {
    const STOPS: usize = 3;
    let mut app = start(Setup::new()).await;
    let mut load = Load::default();

    for _ in 0..STOPS {
        let before = app.message_count();
        let sending = load.begin(&app, 10);
        app.slack_is(|slack| slack.message_count() >= before + 20)
            .await;
        let status = app.terminate().await;
        load.end(sending).await;
        assert_eq!(status.code(), Some(0), "{}", app.log.text());
        app.restart().await;
    }
    load.settle(&app).await;

    let there = app.sim.observe(there);
    let doubled: Vec<_> = there.iter().filter(|(_, count)| **count > 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
    assert_in_order(&app, &load);
}

#[tokio::test]
async fn a_restart_under_load_keeps_the_pace_and_the_order() {
    let mut app = start(Setup::new().pace(10)).await;
    let mut load = Load::default();

    let sending = load.begin(&app, 6);
    app.slack_is(|slack| slack.message_count() >= LANES * 2)
        .await;
    app.terminate().await;
    load.end(sending).await;
    app.restart().await;
    load.settle(&app).await;

    assert_in_order(&app, &load);
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
}

#[tokio::test]
async fn a_wrong_secrets_key_is_refused_at_the_start_and_said() {
    let key = |digit: &str| digit.repeat(64);
    let mut app = Setup::new().set("secrets.key", &key("a")).start().await;
    app.terminate().await;
    let mut settings = app.settings().to_vec();
    settings.retain(|(name, _)| name != "BELLHOP_SECRETS__KEY");
    settings.push(("BELLHOP_SECRETS__KEY".into(), key("b")));

    let (mut child, log) = run(&settings);
    let status = child.wait().await.expect("it ends");
    log.end().await;

    assert!(!status.success());
    let text = log.text();
    assert!(text.contains("the secrets key is not the one"), "{text}");
    assert!(!text.contains(&key("b")), "{text}");
}

#[tokio::test]
async fn a_second_process_on_the_same_files_is_refused_and_the_first_is_not_disturbed() {
    let app = Setup::new().on_files().start().await;
    app.save_channel(&lane(0)).await;

    let (mut child, log) = run(app.settings());
    let status = child.wait().await.expect("it ends");
    log.end().await;
    let ended = app.end(&app.note(&lane(0), "undisturbed").await).await;

    assert!(!status.success());
    assert!(log.text().contains("another process"), "{}", log.text());
    assert_eq!(ended["status"], "delivered");
}
