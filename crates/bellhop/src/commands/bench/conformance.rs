//! What Bellhop is held to: every scene, on each set of parts, in one table.
//!
//! The figures are the simulated Slack's, never what Bellhop says of itself. In reading order: `row`
//! is what a scene found, beside what was demanded; `table` shows it; `stage` is what a scene plays
//! on, `others` the traffic beside it; then a file for each scene. What takes hours is played in a
//! time of its own (`simulated`).

mod others;
mod row;
mod stage;
mod table;

mod cards;
mod kills;
mod lost_answers;
mod noisy;
mod outage;
mod pace;
mod restarts;
mod simulated;
mod urgent;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use bellhop_core::simulation::random;

use self::row::Row;
use self::stage::Stage;
use super::parts::{Parts, Services};
use crate::cli::{ConformanceOptions, TableFormat};
use crate::screen;

/// What is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scene {
    /// Many channels at Slack's pace
    Pace,
    /// The same, over SIGTERM and takeovers
    Restarts,
    /// Answers lost after Slack accepted, with a bot token
    LostAnswers,
    /// The same with a webhook, whose history nobody can read: sent again
    WebhookAtLeastOnce,
    /// The same: given up
    WebhookAtMostOnce,
    /// kill -9 between call and record
    Kills,
    /// A team that is refused by Slack, beside nine that are not
    Noisy,
    /// Cards that change ten times a second
    Cards,
    /// Slack away for half a minute, then back
    Outage,
    /// An urgent DM behind a broadcast to one channel
    UrgentBehindChannel,
    /// An urgent DM behind a broadcast to as many people
    UrgentBehindPeople,
    /// Simulated: random worlds of the scheduler
    Worlds,
    /// Simulated: the same, in which Slack can't be reached for up to half an hour
    WorldsWithOutages,
    /// Simulated: half an hour without Slack, a thousand conversations waiting
    LongOutage,
    /// Simulated: e-mails that nobody has asked for yet
    ColdEmails,
}

impl Scene {
    fn name(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether it is played in a time of its own, where parts make no difference.
    fn is_simulated(self) -> bool {
        matches!(
            self,
            Self::Worlds | Self::WorldsWithOutages | Self::LongOutage | Self::ColdEmails
        )
    }

    async fn play(self, stage: &Stage<'_>) -> Result<Row> {
        match self {
            Self::Pace => pace::play(stage).await,
            Self::Restarts => restarts::play(stage).await,
            Self::LostAnswers => lost_answers::play(stage, lost_answers::Road::Bot).await,
            Self::WebhookAtLeastOnce => {
                lost_answers::play(stage, lost_answers::Road::WebhookAgain).await
            }
            Self::WebhookAtMostOnce => {
                lost_answers::play(stage, lost_answers::Road::WebhookOnce).await
            }
            Self::Kills => kills::play(stage).await,
            Self::Noisy => noisy::play(stage).await,
            Self::Cards => cards::play(stage).await,
            Self::Outage => outage::play(stage).await,
            Self::UrgentBehindChannel => urgent::play(stage, urgent::Broadcast::Channel).await,
            Self::UrgentBehindPeople => urgent::play(stage, urgent::Broadcast::People).await,
            Self::Worlds => {
                let seeds = stage.count(10_000, 1_000);
                Ok(simulated::worlds(seeds as u64, random::world))
            }
            Self::WorldsWithOutages => {
                let seeds = stage.count(10_000, 300);
                Ok(simulated::worlds(seeds as u64, random::with_outages))
            }
            Self::LongOutage => Ok(simulated::long_outage()),
            Self::ColdEmails => Ok(simulated::cold_emails()),
        }
    }
}

pub(super) async fn run(options: &ConformanceOptions) -> Result<ExitCode> {
    let all = <Scene as clap::ValueEnum>::value_variants();
    let scenes = if options.scene.is_empty() {
        all
    } else {
        &options.scene
    };
    let (simulated, real): (Vec<Scene>, Vec<Scene>) =
        scenes.iter().partition(|scene| scene.is_simulated());
    let mut rows = Vec::new();
    for parts in options.parts.each() {
        let used = !real.is_empty();
        let services = if used {
            Services::start(*parts)?
        } else {
            Services::none()
        };
        for scene in &real {
            rows.push(play(*scene, Some(*parts), &services, options.quick).await);
        }
    }
    for scene in simulated {
        rows.push(play(scene, None, &Services::none(), options.quick).await);
    }
    match options.format {
        TableFormat::Text => table::print(&rows),
        TableFormat::Json => anstream::println!("{:#}", table::json(&rows)),
    }
    Ok(if rows.iter().all(Row::is_met) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Plays one scene; one that cannot be played to its end has missed what was demanded.
async fn play(scene: Scene, parts: Option<Parts>, services: &Services, quick: bool) -> Row {
    let stage = Stage {
        parts: parts.unwrap_or(Parts::Embedded),
        services,
        quick,
    };
    let name = scene.name();
    let on = parts.map_or("simulated", |parts| match parts {
        Parts::Embedded => "embedded",
        Parts::Distributed => "distributed",
    });
    let began = Instant::now();
    let mut row = scene.play(&stage).await.unwrap_or_else(|error| {
        let mut row = Row::default();
        row.remark(false, format!("it broke off: {error:#}"));
        row
    });
    row.took = began.elapsed();
    row.name(name, on);
    screen::progress(
        row.is_met(),
        &format!("{}, {on}, {:.0} s", row.scene, row.took.as_secs_f64()),
    );
    row
}
