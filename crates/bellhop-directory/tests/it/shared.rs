//! What workers that share a Redis have of one another.

use bellhop_core::address::Target;
use bellhop_directory::{Claim, Lookup};
use futures_util::future::join_all;

use crate::place::{Place, connection, known, until};

#[tokio::test]
async fn what_one_worker_learns_another_one_finds_and_then_has_itself() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');

    one.remember_user_of_email(&ours, "ada@example.com", Some("U1"))
        .await;
    one.remember_user_of_email(&ours, "nobody@example.com", None)
        .await;
    one.remember_dm(&ours, "U1", "D1").await;
    one.remember_sweep(&ours, Some(77)).await;

    for _ in 0..3 {
        let found = other.user_of_email(&ours, "ada@example.com").await;
        assert_eq!(found, known("U1"));
        let absent = other.user_of_email(&ours, "nobody@example.com").await;
        assert_eq!(absent, Lookup::Absent);
        assert_eq!(other.dm_of_user(&ours, "U1").await.as_deref(), Some("D1"));
        assert_eq!(other.user_of_dm(&ours, "D1").await, known("U1"));
    }
    assert_eq!(other.team(&ours).await.people, Some(77));
    let stats = other.stats();
    assert_eq!((stats.email.redis_hits, stats.email.front_hits), (2, 4));
    assert_eq!((stats.dm.redis_hits, stats.dm.front_hits), (2, 4));
}

#[tokio::test]
async fn zones_that_one_worker_learns_another_one_knows() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');
    let names: Vec<_> = (0..1_200).map(|number| format!("U{number}")).collect();
    let zones: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), "Asia/Tokyo"))
        .collect();
    one.remember_zones(&ours, &zones).await;

    let people: Vec<_> = names
        .iter()
        .map(|name| Target::User(name.clone()))
        .collect();
    let asked: Vec<_> = people.iter().map(|target| (&ours, target)).collect();

    assert_eq!(
        other.zones(&asked).await,
        vec![Some("Asia/Tokyo".to_owned()); 1_200]
    );
}

#[tokio::test]
async fn workers_with_another_prefix_share_nothing() {
    let (one, other) = (Place::shared().open().await, Place::shared().open().await);
    let ours = connection('a');

    one.remember_dm(&ours, "U1", "D1").await;

    assert_eq!(other.user_of_dm(&ours, "D1").await, Lookup::Unknown);
}

#[tokio::test]
async fn one_of_two_workers_asks_and_the_other_waits() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let (ours, email) = (connection('a'), "ada@example.com");

    assert_eq!(one.claim_user_of_email(&ours, email).await, Claim::Yours);

    let second = other.claim_user_of_email(&ours, email).await;
    assert!(matches!(second, Claim::Wait(_)), "{second:?}");
    let else_where = other.claim_user_of_email(&connection('b'), email).await;
    assert_eq!(else_where, Claim::Yours);
    // A claim does not outlive for long the one that died with it.
    until(async || other.claim_user_of_email(&ours, email).await == Claim::Yours).await;
}

#[tokio::test]
async fn whoever_waited_for_a_claim_gets_the_answer() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');
    for (email, user) in [
        ("ada@example.com", Some("U1")),
        ("nobody@example.com", None),
    ] {
        one.claim_user_of_email(&ours, email).await;
        let second = other.claim_user_of_email(&ours, email).await;
        assert!(matches!(second, Claim::Wait(_)), "{second:?}");

        one.remember_user_of_email(&ours, email, user).await;

        let answered = Claim::Answered(user.map(str::to_owned));
        assert_eq!(other.claim_user_of_email(&ours, email).await, answered);
        assert_eq!(one.claim_user_of_email(&ours, email).await, answered);
    }
}

#[tokio::test]
async fn a_copy_in_memory_lives_no_longer_than_the_original() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');
    one.remember_dm(&ours, "U1", "D1").await;
    let mut client = place.client().await;
    for (key, _) in place.entries().await {
        let _: () = redis::cmd("PEXPIRE")
            .arg(key)
            .arg(1_000)
            .query_async(&mut client)
            .await
            .unwrap();
    }

    other.user_of_dm(&ours, "D1").await;

    until(async || other.user_of_dm(&ours, "D1").await == Lookup::Unknown).await;
}

#[tokio::test]
async fn every_entry_is_forgotten_some_day() {
    let place = Place::shared();
    let directory = place.open().await;
    let ours = connection('a');

    directory.remember_dm(&ours, "U1", "D1").await;
    directory
        .remember_user_of_email(&ours, "a@example.com", None)
        .await;
    directory.remember_sweep(&ours, Some(3)).await;
    directory.claim_user_of_email(&ours, "b@example.com").await;

    let mut client = place.client().await;
    let entries = place.entries().await;
    assert_eq!(entries.len(), 6);
    for (key, _) in entries {
        let left_ms: i64 = redis::cmd("PTTL")
            .arg(&key)
            .query_async(&mut client)
            .await
            .unwrap();
        assert!(left_ms > 0, "{key}");
    }
}

#[tokio::test]
async fn what_is_to_be_believed_for_no_time_is_forgotten() {
    let mut place = Place::shared();
    let one = place.open().await;
    place.config.negative_ttl = std::time::Duration::ZERO;
    let (other, third) = (place.open().await, place.open().await);
    let (ours, email) = (connection('a'), "ada@example.com");
    one.remember_user_of_email(&ours, email, Some("U1")).await;

    other.remember_user_of_email(&ours, email, None).await;

    assert_eq!(other.user_of_email(&ours, email).await, Lookup::Unknown);
    assert_eq!(third.user_of_email(&ours, email).await, Lookup::Unknown);
}

#[tokio::test]
async fn what_another_version_wrote_is_unknown_and_is_written_over() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');
    one.remember_dm(&ours, "U1", "D1").await;
    let mut client = place.client().await;
    for (key, value) in place.entries().await {
        assert!(value.starts_with("1+"), "{key} {value}");
        let _: () = redis::cmd("SET")
            .arg(key)
            .arg(&b"9?\xff"[..])
            .query_async(&mut client)
            .await
            .unwrap();
    }

    assert_eq!(other.user_of_dm(&ours, "D1").await, Lookup::Unknown);
    other.remember_dm(&ours, "U1", "D1").await;

    let third = place.open().await;
    assert_eq!(third.user_of_dm(&ours, "D1").await, known("U1"));
    assert_eq!(other.stats().redis_errors, 0);
}

#[tokio::test]
async fn thousands_who_ask_at_once_share_the_connections_and_are_all_answered() {
    let place = Place::shared();
    let (one, other) = (place.open().await, place.open().await);
    let ours = connection('a');
    let emails: Vec<String> = (0..5_000).map(|n| format!("p{n}@example.com")).collect();
    let people: Vec<_> = emails
        .iter()
        .map(|email| (email.as_str(), Some("U1")))
        .collect();
    one.remember_users_of_emails(&ours, &people).await;

    let asked = emails.iter().map(|email| other.user_of_email(&ours, email));
    let found = join_all(asked).await;

    assert!(found.iter().all(|found| *found == known("U1")));
    let stats = other.stats();
    assert_eq!((stats.email.redis_hits, stats.redis_errors), (5_000, 0));
}
