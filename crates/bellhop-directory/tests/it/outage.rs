//! Redis gone means slower, never wrong and never down.

use bellhop_directory::{Directory, Lookup};
use bellhop_services::{Kind, Server};

use crate::place::{Place, connection, known, until, within};
use crate::secrets::Log;

/// Learns and asks as a worker does; every answer must be right, whatever Redis does.
async fn work(directory: &Directory, round: usize) {
    let ours = connection('a');
    for person in 0..20 {
        let (user, dm) = (format!("U{round}X{person}"), format!("D{round}X{person}"));
        let email = format!("p{round}x{person}@example.com");
        assert_eq!(
            directory.user_of_email(&ours, &email).await,
            Lookup::Unknown
        );
        directory.claim_user_of_email(&ours, &email).await;
        directory
            .remember_user_of_email(&ours, &email, Some(&user))
            .await;
        directory.remember_dm(&ours, &user, &dm).await;
        assert_eq!(directory.user_of_email(&ours, &email).await, known(&user));
        assert_eq!(directory.user_of_dm(&ours, &dm).await, known(&user));
        assert_eq!(directory.dm_of_user(&ours, &user).await, Some(dm));
    }
}

/// Whether what one directory learns gets to a new one, which is so only through Redis.
async fn is_shared(place: &Place, directory: &Directory, attempt: usize) -> bool {
    let (ours, dm) = (connection('b'), format!("DS{attempt}"));
    directory.remember_dm(&ours, "U1", &dm).await;
    directory.stats().redis_up == Some(true)
        && place.open().await.user_of_dm(&ours, &dm).await == known("U1")
}

/// Waits until Redis is used again, by itself.
async fn is_used_again(place: &Place, directory: &Directory) {
    let mut attempt = 0;
    until(async || {
        attempt += 1;
        is_shared(place, directory, attempt).await
    })
    .await;
}

#[tokio::test]
async fn a_redis_that_is_killed_is_missed_and_used_again_when_it_is_back() {
    let mut server = Server::start(Kind::Redis).unwrap();
    let place = Place::at(&server.url());
    let directory = place.open().await;
    let log = Log::default();
    let _listening = log.listen();
    work(&directory, 0).await;
    assert_eq!(directory.stats().redis_errors, 0);

    server.kill();
    within(work(&directory, 1)).await;
    let away = directory.stats();
    server.restart().unwrap();
    is_used_again(&place, &directory).await;
    within(work(&directory, 2)).await;

    assert_eq!(away.redis_up, Some(false));
    assert!(away.redis_errors >= 1);
    assert_eq!(directory.stats().redis_up, Some(true));
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "an outage is logged once: {lines:#?}");
    assert!(
        lines[0].contains("WARN") && lines[1].contains("INFO"),
        "{lines:#?}"
    );
}

#[tokio::test]
async fn a_redis_that_hangs_costs_few_timeouts_and_is_used_again_when_it_wakes() {
    let server = Server::start(Kind::Redis).unwrap();
    let place = Place::at(&server.url());
    let directory = place.open().await;
    work(&directory, 0).await;

    server.freeze();
    within(work(&directory, 1)).await;
    let away = directory.stats();
    server.thaw();
    is_used_again(&place, &directory).await;
    within(work(&directory, 2)).await;

    assert_eq!(away.redis_up, Some(false));
    // Of the 80 requests of a round most were not made.
    assert!((1..40).contains(&away.redis_errors), "{away:?}");
}

#[tokio::test]
async fn a_redis_that_is_not_there_at_the_start_is_used_when_it_comes() {
    let mut server = Server::start(Kind::Redis).unwrap();
    let place = Place::at(&server.url());
    server.kill();

    let directory = within(place.open()).await;
    within(work(&directory, 0)).await;
    assert_eq!(directory.stats().redis_up, Some(false));
    server.restart().unwrap();

    is_used_again(&place, &directory).await;
    within(work(&directory, 1)).await;
}

#[tokio::test]
async fn many_who_ask_while_redis_hangs_are_all_answered() {
    let server = Server::start(Kind::Redis).unwrap();
    let place = Place::at(&server.url());
    let directory = place.open().await;
    let ours = connection('a');
    server.freeze();

    let asked = (0..2_000).map(|n| {
        let (directory, ours) = (directory.clone(), ours.clone());
        async move { directory.user_of_dm(&ours, &format!("D{n}")).await }
    });
    let found = within(futures_util::future::join_all(asked)).await;

    assert!(found.iter().all(|found| *found == Lookup::Unknown));
    let errors = directory.stats().redis_errors;
    assert!((1..=100).contains(&errors), "{errors}");
}

#[tokio::test]
async fn what_redis_forgot_is_unknown_to_others_and_still_known_here() {
    let mut server = Server::start(Kind::Redis).unwrap();
    let place = Place::at(&server.url());
    let (one, ours) = (place.open().await, connection('a'));
    one.remember_dm(&ours, "U1", "D1").await;
    let mut client = place.client().await;
    let _: () = redis::cmd("FLUSHALL")
        .query_async(&mut client)
        .await
        .unwrap();

    server.stop();
    server.restart().unwrap();

    assert_eq!(one.user_of_dm(&ours, "D1").await, known("U1"));
    let other = place.open().await;
    assert_eq!(other.user_of_dm(&ours, "D1").await, Lookup::Unknown);
}
