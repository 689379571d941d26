//! How fast the queue is, and what a message costs: `cargo run --release -p bellhop-queue --example
//! throughput [where] [publishers] [messages]`, where `where` is `embedded`, the URL of a RabbitMQ, or
//! `rabbitmq`, which starts one for the purpose.
//!
//! Publishers publish one message a call; one receiver takes them in batches and settles each on its
//! own, as a worker does. CPU is that of the whole process, read from `/proc` (Linux).

use std::time::{Duration, Instant};

use bellhop_core::message::Message;
use bellhop_queue::{Queue, QueueConfig, Shard, shard_of};
use bellhop_services::{Kind, Server};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let place = arguments.next().unwrap_or_else(|| "embedded".to_owned());
    let publishers: usize = arguments.next().map_or(Ok(64), |text| text.parse())?;
    let messages: usize = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let folder = tempfile::tempdir_in(".")?;
    let server = (place == "rabbitmq").then(|| Server::start(Kind::Rabbitmq));
    let server = server.transpose()?;
    let url = server.as_ref().map_or(place, Server::url);
    let queue = if url == "embedded" {
        let path = folder.path().join("queue.db");
        Queue::open_sqlite(&path, QueueConfig::default()).await?
    } else {
        let config = QueueConfig {
            prefix: format!("throughput-{}", uuid::Uuid::new_v4()),
            ..QueueConfig::default()
        };
        Queue::connect_rabbitmq(&url.into(), config).await?
    };
    let shard = shard_of(&message().address.connection, queue.shards());
    let shard = queue.open_shard(shard).await?;
    let (seconds, cpu) = measured(publish(&queue, publishers, messages)).await;
    report("publish only, backlog grows", messages, seconds, cpu);
    let (seconds, cpu) = measured(receive(&shard, messages)).await;
    report("receive and ack that backlog", messages, seconds, cpu);
    let both = async {
        tokio::join!(
            publish(&queue, publishers, messages),
            receive(&shard, messages)
        );
    };
    let (seconds, cpu) = measured(both).await;
    report("publish, receive and ack at once", messages, seconds, cpu);
    single(&queue, &shard).await?;
    queue.close().await;
    Ok(())
}

async fn publish(queue: &Queue, publishers: usize, messages: usize) {
    let mut tasks = JoinSet::new();
    for publisher in 0..publishers {
        let queue = queue.clone();
        let count = messages / publishers + usize::from(publisher < messages % publishers);
        tasks.spawn(async move {
            for _ in 0..count {
                let message = message();
                queue
                    .publish_messages(std::slice::from_ref(&message))
                    .await
                    .expect("published");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("a publisher does not panic");
    }
}

async fn receive(shard: &Shard, messages: usize) {
    let mut tasks = JoinSet::new();
    let mut received = 0;
    let mut last = 0;
    while received < messages {
        for delivery in shard.receive(256).await.expect("received") {
            assert!(delivery.position > last, "out of order");
            last = delivery.position;
            received += 1;
            tasks.spawn(delivery.ack());
        }
        while let Some(done) = tasks.try_join_next() {
            done.expect("no panic").expect("settled");
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("no panic").expect("settled");
    }
}

async fn single(queue: &Queue, shard: &Shard) -> Result<(), Box<dyn std::error::Error>> {
    let mut times = Vec::new();
    for _ in 0..500 {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let message = message();
        let started = Instant::now();
        queue
            .publish_messages(std::slice::from_ref(&message))
            .await?;
        times.push(started.elapsed());
        for delivery in shard.receive(1).await? {
            delivery.ack().await?;
        }
    }
    times.sort();
    println!(
        "one publication on an idle queue: p50 {:?}, p99 {:?}",
        times[250], times[495]
    );
    Ok(())
}

async fn measured(work: impl Future<Output = ()>) -> (f64, f64) {
    let (started, cpu_before) = (Instant::now(), cpu_seconds());
    work.await;
    (started.elapsed().as_secs_f64(), cpu_seconds() - cpu_before)
}

fn report(what: &str, messages: usize, seconds: f64, cpu: f64) {
    let (rate, each) = (messages as f64 / seconds, cpu * 1e6 / messages as f64);
    println!("{what}: {rate:.0} messages/s, {each:.1} us of CPU each");
}

/// User and system time of this process, in seconds; ticks of 10 ms.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn message() -> Message {
    let text = format!(
        r#"{{"id":"{}","trigger":"{}",
            "workspace":"workspace_key_of_the_example","distinct_id":"someone","template":"order-shipped",
            "category":"transactional","address":{{"connection":"con_0123456789abcdef01234567",
            "target":{{"kind":"channel","id":"C0123456789"}}}},"accepted_at_ms":1760000000000,
            "deadline_ms":1760086400000,"data":{{"order":"A-1001","items":[1,2,3],"note":"{}"}}}}"#,
        uuid::Uuid::new_v4(),
        uuid::Uuid::now_v7(),
        "x".repeat(400),
    );
    serde_json::from_str(&text).expect("this is a message")
}
