//! What there is to set about templates, with the defaults that were measured.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The Jsonnet engine that renders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// `rsjsonnet-lang`: pure Rust, keeps templates parsed; thousands of renders a second and core.
    #[default]
    Rsjsonnet,
    /// libjsonnet 0.17 (`jsonnet-rs`), the reference: about 12 to 40 renders a second and core.
    /// Needs the cargo feature `libjsonnet`.
    Libjsonnet,
}

/// Where templates are, and what one render may use.
#[derive(Debug, Clone)]
pub struct TemplatesConfig {
    /// The directory with one folder per template, and `lib/`.
    pub directory: PathBuf,
    /// The engine that renders.
    pub engine: Engine,
    /// The command that starts a render helper, program first. Empty: this program again, with the
    /// argument `render-helper`.
    pub helper: Vec<OsString>,
    /// How many helpers render at the same time, 1 to 256. One more stands by as a spare.
    pub helpers: usize,
    /// Processor time that one render may use, compiling included. The reference engine gets at
    /// least a second.
    pub deadline: Duration,
    /// Address space of one helper, in bytes, at least 384 MiB: 256 MiB of it are the (lazily
    /// committed) stack.
    pub memory_bytes: u64,
    /// The largest message, in bytes of JSON.
    pub output_bytes_max: usize,
    /// The largest source file, in bytes. Parsing is quadratic in the worst case, so this bounds it.
    pub source_bytes_max: usize,
    /// The largest input of one render, in bytes of JSON.
    pub data_bytes_max: usize,
    /// Renders after which a helper is replaced.
    pub helper_renders_max: u64,
    /// Resident memory above which a helper is replaced after its render, in bytes.
    pub helper_resident_bytes_max: u64,
    /// A template that ended this many helpers is not tried again until it changes.
    pub quarantine_after: u32,
}

impl TemplatesConfig {
    /// The defaults, for the templates in `directory`.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            engine: Engine::default(),
            helper: Vec::new(),
            helpers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            deadline: Duration::from_millis(250),
            memory_bytes: 512 << 20,
            output_bytes_max: 256 << 10,
            source_bytes_max: 64 << 10,
            data_bytes_max: 2 << 20,
            helper_renders_max: 50_000,
            helper_resident_bytes_max: 128 << 20,
            quarantine_after: 3,
        }
    }
}
