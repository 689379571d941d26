//! The bare engine in this process, without helpers and without any limit: what the isolation of
//! renders is compared with. Never for templates that are not your own.

use std::time::Duration;

use bellhop_core::id::Slug;
use rsjsonnet_lang::arena::Arena;
use rustix::time::{ClockId, clock_gettime};

use crate::config::TemplatesConfig;
use crate::engine::{Rsjsonnet, Session};
use crate::error::RenderError;
use crate::folder::{self, TemplatesError};
use crate::templates::Templates;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The templates can't be read.
    #[error(transparent)]
    Templates(#[from] TemplatesError),
    /// The template is missing, or failed.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Processor time that renders of one template take in the bare engine, on one thread.
#[derive(Debug, Clone, Copy)]
pub struct BareEngine {
    /// With a new engine for every render, which parses the template and what it imports.
    pub cold: Duration,
    /// With one engine that has parsed them before; parsing is not counted.
    pub warm: Duration,
}

/// Renders one template `renders` times, cold and then warm.
///
/// # Errors
/// The template can't be read, or fails.
pub fn bare_engine(
    config: &TemplatesConfig,
    slug: &Slug,
    data: &[u8],
    renders: u32,
) -> Result<BareEngine, MeasureError> {
    let folder = folder::read(&config.directory, config.source_bytes_max)?;
    let template = folder.templates.get(slug);
    let bundle = &template
        .ok_or_else(|| RenderError::TemplateNotFound(slug.clone()))?
        .bundle;
    let failed = |failure| RenderError::Failed {
        template: slug.clone(),
        failure: Box::new(failure),
    };
    let started = thread_time();
    for _ in 0..renders {
        let arena = Arena::new();
        let mut session = Rsjsonnet::new(&arena);
        session.render(bundle, data).map_err(failed)?;
    }
    let cold = thread_time().saturating_sub(started);
    let arena = Arena::new();
    let mut session = Rsjsonnet::new(&arena);
    session.compile(bundle).map_err(failed)?;
    let started = thread_time();
    for _ in 0..renders {
        session.render(bundle, data).map_err(failed)?;
    }
    let warm = thread_time().saturating_sub(started);
    Ok(BareEngine { cold, warm })
}

/// Processor time of this process and of the render helpers that have nothing to do at the moment.
#[must_use]
pub fn processor_time(templates: &Templates) -> Duration {
    let helpers = templates.idle_helpers().into_iter().filter_map(time_of);
    helpers.sum::<Duration>() + duration(&clock_gettime(ClockId::ProcessCPUTime))
}

/// Processor time of a process; unknown where there is no /proc.
fn time_of(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    let per_second = rustix::param::clock_ticks_per_second();
    Some(Duration::from_millis(ticks * 1_000 / per_second))
}

fn thread_time() -> Duration {
    duration(&clock_gettime(ClockId::ThreadCPUTime))
}

fn duration(time: &rustix::time::Timespec) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}
