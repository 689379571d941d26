//! The configuration, checked, and in the form in which the pool wants it.

use std::ffi::OsString;
use std::time::Duration;

use crate::config::{Engine, TemplatesConfig};
use crate::folder::TemplatesError;
use crate::frame::{Limits, REQUEST_BYTES_MAX};
use crate::pool::PoolSettings;

/// The reference engine is hundreds of times slower than the default one.
const REFERENCE_DEADLINE_MIN: Duration = Duration::from_secs(1);
/// Below this a helper can't even have its stack.
const MEMORY_BYTES_MIN: u64 = 384 << 20;

/// Refuses settings with which nothing could work, in words.
pub(super) fn check(config: &TemplatesConfig) -> Result<(), TemplatesError> {
    let wrong = |key, problem: &str| {
        Err(TemplatesError::Setting {
            key,
            problem: problem.to_owned(),
        })
    };
    if config.engine == Engine::Libjsonnet && cfg!(not(feature = "libjsonnet")) {
        return wrong(
            "engine",
            "libjsonnet needs a build with `--features libjsonnet`",
        );
    }
    if !(1..=256).contains(&config.helpers) {
        return wrong("helpers", "must be 1 to 256");
    }
    if config.memory_bytes < MEMORY_BYTES_MIN {
        return wrong("memory_bytes", "must be at least 402653184 (384 MiB)");
    }
    if config.deadline < Duration::from_millis(20) {
        return wrong(
            "deadline",
            "must be at least 20 ms: processor time is counted in 10 ms",
        );
    }
    if config.data_bytes_max > REQUEST_BYTES_MAX - 64 {
        return wrong("data_bytes_max", "must be less than 16 MiB");
    }
    Ok(())
}

/// What the pool is started with.
pub(super) fn of_pool(config: &TemplatesConfig) -> Result<PoolSettings, TemplatesError> {
    let command = match config.helper.as_slice() {
        [] => {
            let program = std::env::current_exe().map_err(TemplatesError::Helpers)?;
            vec![program.into_os_string(), OsString::from("render-helper")]
        }
        command => command.to_vec(),
    };
    Ok(PoolSettings {
        command,
        helpers: config.helpers,
        deadline: deadline(config),
        limits: Limits {
            engine: config.engine,
            memory_bytes: config.memory_bytes,
            output_bytes_max: config.output_bytes_max,
            renders_max: config.helper_renders_max,
            resident_bytes_max: config.helper_resident_bytes_max,
        },
        quarantine_after: config.quarantine_after,
    })
}

/// Processor time that one render may use.
pub(super) fn deadline(config: &TemplatesConfig) -> Duration {
    match config.engine {
        Engine::Rsjsonnet => config.deadline,
        Engine::Libjsonnet => config.deadline.max(REFERENCE_DEADLINE_MIN),
    }
}
