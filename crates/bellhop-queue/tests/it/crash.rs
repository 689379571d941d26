//! A real process, killed for real.
//!
//! The test runs its own binary again as the victim (`a_victim_of_kill_9`, which does nothing unless
//! it is told where its queue is), reads on its output what was promised, kills it in mid-work and
//! looks at what is left.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use bellhop_queue::{Queue, QueueConfig};

use crate::home::{Home, SqliteHome};
use crate::made::{message, numbers, open_shard, receive, within};

const QUEUE_VARIABLE: &str = "BELLHOP_TEST_VICTIM_QUEUE";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_victim_of_kill_9() {
    let Ok(path) = std::env::var(QUEUE_VARIABLE) else {
        return;
    };
    let queue = Queue::open_sqlite(Path::new(&path), QueueConfig::default())
        .await
        .unwrap();
    let shard = open_shard(&queue).await;
    let publisher = {
        let queue = queue.clone();
        tokio::spawn(async move {
            for number in 1.. {
                queue.publish_messages(&[message(number)]).await.unwrap();
                println!("published {number}");
            }
        })
    };
    // Settles every other one, so that what is left has gaps.
    for turn in 0.. {
        let delivery = receive(&shard, 1).await.remove(0);
        if turn % 2 == 0 {
            let number = numbers(std::slice::from_ref(&delivery))[0];
            println!("settling {number}");
            delivery.ack().await.unwrap();
            println!("settled {number}");
        }
    }
    publisher.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_and_brings_nothing_settled_back() {
    let home = SqliteHome::new();
    let (mut published, mut settling, mut settled) = (0, Vec::new(), Vec::new());
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::a_victim_of_kill_9", "--nocapture"])
        .env(QUEUE_VARIABLE, home.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();

    while published < 200 || settled.len() < 50 {
        note(
            &lines.next().unwrap().unwrap(),
            &mut published,
            &mut settling,
            &mut settled,
        );
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    // What it had said before it died still counts; its last line may be torn.
    for line in lines.map_while(Result::ok) {
        note(&line, &mut published, &mut settling, &mut settled);
    }

    let queue = home.open().await;
    let shard = open_shard(&queue).await;
    let waiting = within(queue.stats()).await.unwrap().messages.count;
    let left = numbers(&receive(&shard, usize::try_from(waiting).unwrap()).await);
    assert!(left.is_sorted_by(|a, b| a < b), "out of order: {left:?}");
    for number in &settled {
        assert!(
            !left.contains(number),
            "{number} was settled and came again"
        );
    }
    for number in (1..=published).filter(|number| !settling.contains(number)) {
        assert!(left.contains(&number), "{number} was published and is lost");
    }
}

fn note(line: &str, published: &mut u64, settling: &mut Vec<u64>, settled: &mut Vec<u64>) {
    match line.split_once(' ') {
        Some(("published", number)) => *published = number.parse().unwrap_or(*published),
        Some(("settling", number)) => settling.extend(number.parse::<u64>()),
        Some(("settled", number)) => settled.extend(number.parse::<u64>()),
        _ => {}
    }
}
