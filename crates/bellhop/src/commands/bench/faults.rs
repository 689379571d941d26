//! Faults, one after the other, each under load: what is lost, doubled, recovered, unexpected?
//!
//! Every fault meets a deployment of its own: one API, two workers, and servers that nobody else uses.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bellhop_services::Kind;
use bellhop_sim::Limits;
use rustix::process::Signal;

use super::backlog::{Backlog, silence};
use super::bed::{Bed, Plan};
use super::callers::{Callers, texts};
use super::crash::settled;
use super::parts::Parts;
use super::process::Process;
use super::tally::Tally;
use crate::cli::FaultsOptions;

const CONNECTIONS: usize = 20;
const CHANNELS: usize = 48;
/// How long Slack takes to answer, so that calls are under way when something fails.
const SLACK_LATENCY_MS: u64 = 20;
/// When the fault comes, and how long one lasts that has an end of its own.
const FAULT_AFTER: Duration = Duration::from_secs(4);
const AWAY_FOR: Duration = Duration::from_secs(3);
const FROZEN_FOR: Duration = Duration::from_secs(30);
const ARRIVE_WITHIN: Duration = Duration::from_secs(120);

/// What fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FaultKind {
    /// kill -9 of the API, started again
    KillApi,
    /// kill -9 of a worker, started again
    KillWorker,
    /// SIGTERM of a worker, as a deploy does, started again
    StopWorker,
    /// SIGSTOP of a worker for 30 seconds, past its lease, then SIGCONT
    FreezeWorker,
    /// kill -9 of RabbitMQ, started again
    KillRabbitmq,
    /// RabbitMQ stopped in good order, started again
    RestartRabbitmq,
    /// RabbitMQ's memory alarm: it takes no publications
    MemoryAlarm,
    /// RabbitMQ's disk alarm: it takes no publications
    DiskAlarm,
    /// kill -9 of PostgreSQL, started again
    KillPostgres,
    /// kill -9 of Redis, started again
    KillRedis,
}

impl FaultKind {
    fn name(self) -> &'static str {
        match self {
            Self::KillApi => "kill -9 API",
            Self::KillWorker => "kill -9 worker",
            Self::StopWorker => "SIGTERM worker",
            Self::FreezeWorker => "SIGSTOP worker, 30 s",
            Self::KillRabbitmq => "kill -9 RabbitMQ",
            Self::RestartRabbitmq => "restart RabbitMQ",
            Self::MemoryAlarm => "RabbitMQ memory alarm",
            Self::DiskAlarm => "RabbitMQ disk alarm",
            Self::KillPostgres => "kill -9 PostgreSQL",
            Self::KillRedis => "kill -9 Redis",
        }
    }
}

pub(super) async fn run(options: &FaultsOptions) -> Result<ExitCode> {
    let all = <FaultKind as clap::ValueEnum>::value_variants();
    let kinds = if options.only.is_empty() {
        all
    } else {
        &options.only
    };
    anstream::println!(
        "{} triggers at {} a second, one API, two workers, RabbitMQ + PostgreSQL + Redis, Slack answers after {SLACK_LATENCY_MS} ms",
        options.triggers,
        options.per_second
    );
    anstream::println!(
        "  {:<22} {:>8} {:>5} {:>8} {:>9} {:>10} {:>10} {:>9}",
        "fault",
        "accepted",
        "lost",
        "doubled",
        "recovered",
        "unexpected",
        "inversions",
        "silence"
    );
    let mut good = true;
    for kind in kinds {
        good &= suffer(*kind, options).await?;
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The processes of one deployment.
struct Deployment {
    api: Option<Process>,
    workers: Vec<Process>,
}

async fn suffer(kind: FaultKind, options: &FaultsOptions) -> Result<bool> {
    let limits = Limits {
        latency_ms: SLACK_LATENCY_MS,
        ..Limits::none()
    };
    let mut bed = Bed::new(Plan {
        parts: Parts::Distributed,
        connections: CONNECTIONS,
        channels: CHANNELS,
        limits,
        paced: false,
    })
    .await?;
    let api = bed.api().await?;
    bed.put_recipients(&api.client).await?;
    let client = api.client.clone();
    let mut deployment = Deployment {
        api: Some(api),
        workers: vec![bed.worker().await?, bed.worker().await?],
    };
    let triggers = options.triggers;
    let callers = Callers::start(&client, CHANNELS, triggers, options.per_second);
    tokio::time::sleep(FAULT_AFTER).await;
    let backlog = Backlog::watch(Arc::clone(&bed.sim), callers.counter());
    strike(kind, &mut bed, &mut deployment).await?;
    callers.done().await;
    let sent = texts(CHANNELS, triggers);
    let tally = settled(&bed, &sent, ARRIVE_WITHIN).await;
    let silence = silence(&bed.sim, CHANNELS);
    show(kind, triggers, &tally, backlog.most(), silence);
    Ok(tally.lost + tally.unexpected == 0)
}

async fn strike(kind: FaultKind, bed: &mut Bed, deployment: &mut Deployment) -> Result<()> {
    match kind {
        FaultKind::KillApi => {
            if let Some(api) = deployment.api.take() {
                api.kill().await?;
            }
            deployment.api = Some(bed.api().await?);
        }
        FaultKind::KillWorker => {
            deployment.workers.remove(0).kill().await?;
            deployment.workers.push(bed.worker().await?);
        }
        FaultKind::StopWorker => {
            deployment.workers.remove(0).stop().await?;
            deployment.workers.push(bed.worker().await?);
        }
        FaultKind::FreezeWorker => {
            deployment.workers[0].signal(Signal::STOP)?;
            tokio::time::sleep(FROZEN_FOR).await;
            deployment.workers[0].signal(Signal::CONT)?;
        }
        FaultKind::KillRabbitmq => kill(bed, Kind::Rabbitmq).await?,
        FaultKind::KillPostgres => kill(bed, Kind::Postgres).await?,
        FaultKind::KillRedis => kill(bed, Kind::Redis).await?,
        FaultKind::RestartRabbitmq => {
            let server = bed.services.server(Kind::Rabbitmq)?;
            tokio::task::block_in_place(|| {
                server.stop();
                server.restart()
            })?;
        }
        FaultKind::MemoryAlarm => {
            alarm(bed, &["set_vm_memory_high_watermark", "0.00001"]).await?;
            alarm(bed, &["set_vm_memory_high_watermark", "0.4"]).await?;
        }
        FaultKind::DiskAlarm => {
            alarm(bed, &["set_disk_free_limit", "100000GB"]).await?;
            alarm(bed, &["set_disk_free_limit", "50MB"]).await?;
        }
    }
    Ok(())
}

/// kill -9, and back after some seconds.
async fn kill(bed: &mut Bed, kind: Kind) -> Result<()> {
    let server = bed.services.server(kind)?;
    tokio::task::block_in_place(|| server.kill());
    tokio::time::sleep(AWAY_FOR).await;
    tokio::task::block_in_place(|| server.restart())?;
    Ok(())
}

async fn alarm(bed: &mut Bed, command: &[&str]) -> Result<()> {
    let server = bed.services.server(Kind::Rabbitmq)?;
    tokio::task::block_in_place(|| server.rabbitmqctl(command))?;
    tokio::time::sleep(AWAY_FOR).await;
    Ok(())
}

fn show(kind: FaultKind, accepted: usize, tally: &Tally, recovered: usize, silence: Duration) {
    anstream::println!(
        "  {:<22} {accepted:>8} {:>5} {:>8} {recovered:>9} {:>10} {:>10} {:>7.1} s",
        kind.name(),
        tally.lost,
        tally.doubled,
        tally.unexpected,
        tally.inversions,
        silence.as_secs_f64()
    );
}
