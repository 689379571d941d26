//! What only the RabbitMQ back end has: a broker that others share, and that can be away.

mod connect;
mod letters;
mod limits;
mod outage;
mod owners;

use bellhop_queue::{Queue, QueueConfig, QueueError};
use bellhop_services::{Kind, Server};

use crate::home::{Home, RabbitmqHome};

/// A broker of the test's own, and a home on it.
fn own_server() -> (Server, RabbitmqHome) {
    let server = Server::start(Kind::Rabbitmq).unwrap();
    let home = RabbitmqHome::on(&server.url());
    (server, home)
}

/// The text of an error and of all its sources, and what a log of it would show.
fn everything_said(error: &QueueError) -> String {
    let mut text = format!("{error:?}");
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}

/// A queue whose owner holds this many at a time.
async fn open_with_prefetch(home: &RabbitmqHome, prefetch: u16) -> Queue {
    home.open_with(QueueConfig {
        prefetch,
        ..QueueConfig::default()
    })
    .await
}
