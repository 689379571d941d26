//! Getting in: what is said when it fails, and what is there already.

use std::net::TcpListener;

use bellhop_core::fault::{Fault, Reason};
use bellhop_queue::{Queue, QueueConfig, QueueError};
use bellhop_services::{Kind, shared_url};
use lapin::ExchangeKind;
use lapin::options::{ExchangeDeclareOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};

use super::everything_said;
use crate::home::{Home, RabbitmqHome};
use crate::made::{message, numbers, open_shard, receive, receive_triggers, trigger, within};

async fn refused(url: String) -> QueueError {
    let url = url.into();
    let connecting = Queue::connect_rabbitmq(&url, QueueConfig::default());
    within(connecting).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_refused_and_not_repeated() {
    let url = shared_url(Kind::Rabbitmq).replace("guest:guest@", "guest:canary-password@");

    let error = refused(url).await;

    assert!(matches!(error, QueueError::Refused { .. }), "{error:?}");
    assert_eq!(error.fault(), Fault::GiveUp);
    let said = everything_said(&error);
    assert!(said.contains("amqp://guest@127.0.0.1:"), "{said}");
    assert!(said.contains("ACCESS_REFUSED"), "{said}");
    assert!(!said.contains("canary-password"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_virtual_host_is_refused() {
    let url = shared_url(Kind::Rabbitmq).replace("%2f", "nowhere");

    let error = refused(url).await;

    assert!(matches!(error, QueueError::Refused { .. }), "{error:?}");
    let said = everything_said(&error);
    assert!(said.contains("/nowhere"), "{said}");
}

async fn nobody_is_reached_at(port: u16) {
    let error = refused(format!(
        "amqp://bellhop:canary-password@127.0.0.1:{port}/%2f"
    ))
    .await;

    assert!(matches!(error, QueueError::Connect { .. }), "{error:?}");
    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Retry, Reason::StorageUnavailable)
    );
    let said = everything_said(&error);
    let place = format!("amqp://bellhop@127.0.0.1:{port}/%2f");
    assert!(said.contains(&place), "{said}");
    assert!(!said.contains("canary-password"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_there_is_an_error_that_may_pass() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);

    nobody_is_reached_at(port).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn someone_who_says_nothing_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();

    nobody_is_reached_at(silent.local_addr().unwrap().port()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_url_is_not_repeated() {
    for url in [
        "",
        "canary-password",
        "redis://canary-password@localhost/",
        "amqp:canary-password",
        "amqp://user:canary-password@[::1]:5672/%2f",
    ] {
        let error = refused(url.to_owned()).await;

        assert!(matches!(error, QueueError::Url), "{url}: {error:?}");
        assert!(!everything_said(&error).contains("canary-password"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_with_other_arguments_is_used_as_it_is() {
    let home = RabbitmqHome::new();
    let connection = home.connect().await;
    let channel = connection.create_channel().await.unwrap();
    let mut arguments = FieldTable::default();
    arguments.insert(
        "x-queue-type".into(),
        AMQPValue::LongString("quorum".into()),
    );
    arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(7));
    let options = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    let name = home.named("triggers");
    let declaring = channel.queue_declare(name.as_str().into(), options, arguments);
    within(declaring).await.unwrap();

    let queue = home.open().await;

    within(queue.publish_trigger(&trigger(1))).await.unwrap();
    assert_eq!(receive_triggers(&queue, 1).await[0].body, trigger(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exchange_of_someone_else_is_an_error_that_says_so() {
    let home = RabbitmqHome::new();
    let connection = home.connect().await;
    let channel = connection.create_channel().await.unwrap();
    let declaring = channel.exchange_declare(
        home.prefix().into(),
        ExchangeKind::Fanout,
        ExchangeDeclareOptions::default(),
        FieldTable::default(),
    );
    within(declaring).await.unwrap();

    let (url, config) = (home.url(), home.config(QueueConfig::default()));
    let error = within(Queue::connect_rabbitmq(&url, config))
        .await
        .unwrap_err();

    assert!(matches!(error, QueueError::Declare { .. }), "{error:?}");
    assert_eq!(error.fault(), Fault::GiveUp);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_routed_is_not_taken_for_published() {
    let home = RabbitmqHome::new();
    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    let connection = home.connect().await;
    let channel = connection.create_channel().await.unwrap();
    let (name, exchange) = (home.messages(), home.prefix());
    let unbinding = channel.queue_unbind(
        name.as_str().into(),
        exchange.into(),
        name.as_str().into(),
        FieldTable::default(),
    );
    within(unbinding).await.unwrap();

    within(queue.publish_messages(&[message(1)])).await.unwrap();

    // It went there after all: the queue was bound again.
    let received = receive(&shard, 1).await;
    assert_eq!(numbers(&received), [1]);
    assert!(received[0].body.planned_before);
}
