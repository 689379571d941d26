//! What the program and a render helper say to each other: frames over the helper's stdin and
//! stdout, each a length (4 bytes, little endian), a kind (1 byte) and a body.
//!
//! Both ends are the same build of the same program, so the form has no version.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::bundle::Hash;
use crate::config::Engine;
use crate::engine::Failure;
use crate::lint::Finding;

/// The largest frame that a helper takes: a bundle, or the data of one message.
pub(crate) const REQUEST_BYTES_MAX: usize = 16 << 20;
/// Room in an answer for everything that is not the message.
pub(crate) const REPORT_BYTES_MAX: usize = 256 << 10;

/// What the program asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Ask {
    /// The first frame: [`Limits`] as JSON. Answered with [`Answer::Ready`].
    Configure = 1,
    /// A bundle as JSON; it is kept. Not answered.
    Keep = 2,
    /// The hash of a bundle, to be compiled.
    Compile = 3,
    /// The hash of a bundle, and then the data of a message.
    Render = 4,
}

/// What a helper answers. Every body starts with a [`Meter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Answer {
    /// Limits are applied.
    Ready = 1,
    /// The bundle of that hash is not (or no longer) kept: send it again.
    Unknown = 2,
    /// It compiles.
    Compiled = 3,
    /// The length of a [`Report`] as JSON (4 bytes; 0 for an empty one), the report, the message.
    Rendered = 4,
    /// The message is larger than allowed: its bytes (8 bytes).
    TooLarge = 5,
    /// A [`Report`] as JSON that says what is wrong.
    Refused = 6,
}

/// What a helper must know before it renders.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Limits {
    pub(crate) engine: Engine,
    pub(crate) memory_bytes: u64,
    pub(crate) output_bytes_max: usize,
    pub(crate) renders_max: u64,
    pub(crate) resident_bytes_max: u64,
}

/// What there is to say about a render beside the message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The template failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<Failure>,
    /// What the linter found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) findings: Vec<Finding>,
    /// What `std.trace` said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) traces: Vec<String>,
}

impl Report {
    pub(crate) fn is_empty(&self) -> bool {
        self.failure.is_none() && self.findings.is_empty() && self.traces.is_empty()
    }
}

/// The state of a helper after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Meter {
    /// Processor time that the helper has used in its life, in microseconds.
    pub(crate) cpu_micros: u64,
    /// Whether the helper has become too old or too large, and asks to be replaced.
    pub(crate) retire: bool,
}

impl Meter {
    pub(crate) const BYTES: usize = 9;

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.cpu_micros.to_le_bytes());
        bytes[8] = u8::from(self.retire);
        bytes
    }

    /// The meter at the start of `body`, and the rest.
    pub(crate) fn split(body: &[u8]) -> Option<(Self, &[u8])> {
        let (micros, rest) = body.split_first_chunk::<8>()?;
        let (retire, rest) = rest.split_first()?;
        let meter = Self {
            cpu_micros: u64::from_le_bytes(*micros),
            retire: *retire != 0,
        };
        Some((meter, rest))
    }
}

impl Ask {
    pub(crate) fn parse(byte: u8) -> Option<Self> {
        let all = [Self::Configure, Self::Keep, Self::Compile, Self::Render];
        all.into_iter().find(|ask| *ask as u8 == byte)
    }
}

impl Answer {
    pub(crate) fn parse(byte: u8) -> Option<Self> {
        let all = [
            Self::Ready,
            Self::Unknown,
            Self::Compiled,
            Self::Rendered,
            Self::TooLarge,
            Self::Refused,
        ];
        all.into_iter().find(|answer| *answer as u8 == byte)
    }
}

/// Appends a frame to `buffer`.
pub(crate) fn push(buffer: &mut Vec<u8>, kind: u8, parts: &[&[u8]]) {
    let length = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u32::try_from(length).expect("every part of a frame is bounded well below 4 GiB");
    buffer.extend_from_slice(&length.to_le_bytes());
    buffer.push(kind);
    for part in parts {
        buffer.extend_from_slice(part);
    }
}

/// Reads a frame into `body`, which then starts with the kind; `false` at the end of the input.
pub(crate) fn read(input: &mut impl Read, body: &mut Vec<u8>) -> io::Result<bool> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        result => result?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if !(1..=REQUEST_BYTES_MAX).contains(&length) {
        return Err(io::Error::other(format!("a frame of {length} bytes")));
    }
    body.resize(length, 0);
    input.read_exact(body)?;
    Ok(true)
}

/// Writes what was pushed.
pub(crate) fn write(output: &mut impl Write, buffer: &mut Vec<u8>) -> io::Result<()> {
    output.write_all(buffer)?;
    buffer.clear();
    output.flush()
}

/// The hash at the start of `body`, and the rest.
pub(crate) fn split_hash(body: &[u8]) -> Option<(Hash, &[u8])> {
    let (hash, rest) = body.split_first_chunk::<32>()?;
    Some((Hash(*hash), rest))
}
