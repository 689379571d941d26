//! A PostgreSQL that is killed, hangs, or was never there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bellhop_core::fault::Fault;
use bellhop_core::id::TriggerId;
use bellhop_services::{Kind, Server, shared_url};
use bellhop_store::{Accepted, IdempotencyKey, Step, Store, StoreConfig, StoreError, WorkerId};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::timeout;
use uuid::Uuid;

use crate::place::{NOW_MS, Place, key, message, trigger, workspace};
use crate::said::{accepted, change, delivered, entry, planned, steps, view};

/// The longest wait for what has to happen.
const SOON: Duration = Duration::from_secs(60);

fn start() -> Server {
    block_in_place(|| Server::start(Kind::Postgres).unwrap())
}

/// Accepts one trigger after another and plans its message, until it is told to stop; returns those
/// that it was answered for.
async fn accept_and_plan(
    store: Store,
    answered: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> Vec<TriggerId> {
    let mut done = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let mut trigger = trigger(1);
        trigger.id = TriggerId(Uuid::now_v7());
        let key = IdempotencyKey::parse(&trigger.id.to_string()).unwrap();
        let messages = [message(&trigger, "ada")];
        let accepted = store.accept(trigger.clone(), Some(key), NOW_MS).await;
        let planned = match accepted {
            Ok(answer) => {
                assert_eq!(answer, Accepted::New);
                store
                    .record_planned(trigger.id, &messages, &[], NOW_MS)
                    .await
            }
            Err(error) => Err(error),
        };
        match planned {
            Ok(_) => {
                done.push(trigger.id);
                answered.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => {
                assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
                tokio::task::yield_now().await;
            }
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_answered_is_lost_when_the_server_is_killed_under_load() {
    let mut server = start();
    let place = Place::postgres_on(&server.url()).await;
    let store = place.open().await;
    let (answered, stop) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut callers = JoinSet::new();
    for _ in 0..16 {
        let (answered, stop) = (Arc::clone(&answered), Arc::clone(&stop));
        callers.spawn(accept_and_plan(store.clone(), answered, stop));
    }
    let more = async |count: usize| {
        let wanted = answered.load(Ordering::Relaxed) + count;
        let came = async {
            while answered.load(Ordering::Relaxed) < wanted {
                tokio::task::yield_now().await;
            }
        };
        timeout(SOON, came).await.unwrap();
    };

    for _ in 0..3 {
        more(200).await;
        block_in_place(|| {
            server.kill();
            server.restart().unwrap();
        });
    }
    more(200).await;
    stop.store(true, Ordering::Relaxed);

    let answered: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    assert!(answered.len() >= 800);
    for id in answered {
        let view = store.trigger(&workspace(), id.0).await.unwrap();
        assert_eq!(view.unwrap().counts.queued, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_fails_in_bounded_time_while_the_server_hangs_and_works_when_it_goes_on() {
    let server = start();
    let place = Place::postgres_on(&server.url()).await;
    let config = StoreConfig {
        acquire_timeout_seconds: 1,
        statement_timeout_seconds: 1,
        ..StoreConfig::default()
    };
    let store = place.open_with(config.clone()).await;
    assert_eq!(store.fix_shards(4).await.unwrap(), 4);

    server.freeze();
    let key_1 = IdempotencyKey::parse("order-1").unwrap();
    let (ttl, worker) = (Duration::from_secs(10), WorkerId::random());
    let hanging = async {
        let planned = [message(&trigger(1), "ada")];
        tokio::join!(
            async { store.accept(trigger(1), Some(key_1), NOW_MS).await.err() },
            async {
                let planned = store.record_planned(trigger(1).id, &planned, &[], NOW_MS);
                planned.await.err()
            },
            async { store.workspaces().await.err() },
            async { store.lease_shards(worker, 4, ttl).await.err() },
            async { Store::open_with(place.url(), key(1), config).await.err() },
        )
    };
    let (accepted, planned, read, leased, opened) = timeout(SOON, hanging).await.unwrap();

    for error in [accepted, planned, read, leased] {
        assert!(
            matches!(error, Some(StoreError::Unavailable(_))),
            "{error:?}"
        );
    }
    assert!(matches!(opened, Some(StoreError::Open { .. })));
    server.thaw();
    let works = async {
        while store.accept(trigger(2), None, NOW_MS).await.is_err()
            || store.workspaces().await.is_err()
            || store.lease_shards(worker, 4, ttl).await.is_err()
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, works).await.unwrap();
}

/// Another program holds the second of two messages and then wants the first, which the store has by
/// then; the server ends the store's transaction, because the other one's patience is longer.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_the_server_ends_because_of_a_deadlock_is_tried_again() {
    let place = Place::postgres().await;
    let store = place.open().await;
    accepted(&store).await;
    let mut messages = [message(&trigger(1), "ada"), message(&trigger(1), "bob")];
    messages.sort_by_key(|message| message.id);
    planned(&store, &messages).await;
    let mut hand = PgConnection::connect(place.url()).await.unwrap();
    let touch = "UPDATE messages SET detail = 'touched' WHERE message_id = $1";
    let begin = "SET deadlock_timeout = '1h'; BEGIN";
    sqlx::raw_sql(begin).execute(&mut hand).await.unwrap();
    let held = sqlx::query(touch).bind(messages[1].id.0);
    held.execute(&mut hand).await.unwrap();

    let ends = messages.each_ref().map(|message| message.id);
    let ends = ends.map(|id| change(id, vec![entry(1, Step::Delivered)], delivered()));
    let writing = tokio::spawn({
        let store = store.clone();
        async move { store.record(ends.into()).await }
    });
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock')";
    let waiting = async {
        while !sqlx::query_scalar::<_, bool>(waits)
            .fetch_one(&mut hand)
            .await
            .unwrap()
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, waiting).await.unwrap();
    let wanted = sqlx::query(touch).bind(messages[0].id.0);
    timeout(SOON, wanted.execute(&mut hand))
        .await
        .unwrap()
        .unwrap();
    sqlx::raw_sql("COMMIT").execute(&mut hand).await.unwrap();

    writing.await.unwrap().unwrap();
    for message in messages {
        assert_eq!(
            steps(&view(&store, message.id).await),
            ["planned", "delivered"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_opened_says_what_would_be_right_and_no_password() {
    let server = shared_url(Kind::Postgres);
    let (before, after) = server.split_once("secret@").unwrap();
    let (address, _) = after.rsplit_once('/').unwrap();
    let refusal = async |url: String| {
        let error = Store::open(&url, key(1)).await.err().unwrap();
        assert_eq!(error.fault(), Fault::GiveUp);
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(
                !text.contains("canary") && !text.contains("secret"),
                "{text}"
            );
        }
        error.to_string().replace(address, "HOST:PORT")
    };

    insta::assert_snapshot!(refusal(server.replace("/postgres", "/nothing")).await, @"the store at HOST:PORT/nothing could not be opened; make that database first, or correct its name in the URL");
    insta::assert_snapshot!(refusal(format!("{before}canary@{after}")).await, @"the store at HOST:PORT/postgres could not be opened; correct the user or the password in the URL");
    insta::assert_snapshot!(refusal("postgres://a:canary@127.0.0.1:1/b".into()).await, @"the store at 127.0.0.1:1/b could not be opened; is the server running, and can it be reached from here?");
    insta::assert_snapshot!(refusal("postgres://a:canary@127.0.0.1:x/b".into()).await, @r#"store URL "postgres://…" is not one that Bellhop knows; it must look like sqlite:data/store.db or postgres://user:password@host:5432/database (with ?sslmode=…, sslrootcert, sslcert, sslkey, host or application_name)"#);
    insta::assert_snapshot!(refusal("postgres://127.0.0.1/b?password=canary".into()).await, @r#"store URL "postgres://…" is not one that Bellhop knows; it must look like sqlite:data/store.db or postgres://user:password@host:5432/database (with ?sslmode=…, sslrootcert, sslcert, sslkey, host or application_name)"#);
    insta::assert_snapshot!(refusal("mysql://a:canary@127.0.0.1/b".into()).await, @r#"store URL "mysql://…" is not one that Bellhop knows; it must look like sqlite:data/store.db or postgres://user:password@host:5432/database (with ?sslmode=…, sslrootcert, sslcert, sslkey, host or application_name)"#);
}
