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

/// Processor time that `renders` renders of one template take on one thread. Compiling is not
/// counted.
///
/// # Errors
/// The template can't be read, or fails.
pub fn bare_engine(
    config: &TemplatesConfig,
    slug: &Slug,
    data: &[u8],
    renders: u32,
) -> Result<Duration, MeasureError> {
    let folder = folder::read(&config.directory, config.source_bytes_max)?;
    let template = folder.templates.get(slug);
    let bundle = &template
        .ok_or_else(|| RenderError::TemplateNotFound(slug.clone()))?
        .bundle;
    let failed = |failure| RenderError::Failed {
        template: slug.clone(),
        failure: Box::new(failure),
    };
    let arena = Arena::new();
    let mut session = Rsjsonnet::new(&arena);
    session.compile(bundle).map_err(failed)?;
    let started = processor_time();
    for _ in 0..renders {
        session.render(bundle, data).map_err(failed)?;
    }
    Ok(processor_time().saturating_sub(started))
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}
