//! The work of a helper: keep bundles, compile them, render them, answer.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rsjsonnet_lang::arena::Arena;
use rustix::time::{ClockId, clock_gettime};

use crate::bundle::{Bundle, Hash};
use crate::config::Engine;
use crate::engine::{Failure, Rsjsonnet, Session};
use crate::frame::{self, Answer, Ask, Limits, Meter, Report};
use crate::lint::Severity;
use crate::message;

/// Most bundles that a helper keeps; the one that was used longest ago goes first.
const BUNDLES_MAX: usize = 256;
/// Resident memory is looked at after so many renders, and after a slow one.
const RENDERS_PER_LOOK: u64 = 64;
const SLOW: Duration = Duration::from_millis(5);

pub(super) struct Desk {
    limits: Limits,
    input: BufReader<File>,
    output: File,
    buffer: Vec<u8>,
    bundles: HashMap<Hash, Kept>,
    renders: u64,
    retire: bool,
}

struct Kept {
    bundle: Bundle,
    last_used: u64,
}

/// Why a session ended.
enum End {
    /// It is spent: go on with a new one.
    Spent,
    /// The program closed its end.
    Input,
}

impl Desk {
    pub(super) fn new(limits: Limits, input: BufReader<File>, output: File) -> Self {
        let (buffer, bundles) = (Vec::new(), HashMap::new());
        Self {
            limits,
            input,
            output,
            buffer,
            bundles,
            renders: 0,
            retire: false,
        }
    }

    /// Answers until the input ends.
    pub(super) fn run(&mut self) -> io::Result<()> {
        loop {
            let end = match self.limits.engine {
                Engine::Rsjsonnet => {
                    let arena = Arena::new();
                    self.run_session(&mut Rsjsonnet::new(&arena))?
                }
                #[cfg(feature = "libjsonnet")]
                Engine::Libjsonnet => self.run_session(&mut crate::engine::Libjsonnet::new())?,
                #[cfg(not(feature = "libjsonnet"))]
                Engine::Libjsonnet => return Err(io::Error::other("built without libjsonnet")),
            };
            if let End::Input = end {
                return Ok(());
            }
        }
    }

    fn run_session(&mut self, session: &mut dyn Session) -> io::Result<End> {
        let mut body = Vec::new();
        while !session.is_spent() {
            if !frame::read(&mut self.input, &mut body)? {
                return Ok(End::Input);
            }
            let (kind, rest) = body.split_first().expect("a frame has at least its kind");
            match Ask::parse(*kind) {
                Some(Ask::Keep) => {
                    self.keep(serde_json::from_slice(rest).map_err(io::Error::other)?)
                }
                Some(Ask::Compile) => {
                    let (hash, _) = frame::split_hash(rest).ok_or_else(garbled)?;
                    self.compile(session, hash)?;
                }
                Some(Ask::Render) => {
                    let (hash, data) = frame::split_hash(rest).ok_or_else(garbled)?;
                    self.render(session, hash, data)?;
                }
                Some(Ask::Configure) | None => return Err(garbled()),
            }
        }
        Ok(End::Spent)
    }

    fn keep(&mut self, bundle: Bundle) {
        if self.bundles.len() >= BUNDLES_MAX {
            let oldest = self.bundles.iter().min_by_key(|(_, kept)| kept.last_used);
            if let Some(hash) = oldest.map(|(hash, _)| *hash) {
                self.bundles.remove(&hash);
            }
        }
        let last_used = self.renders;
        self.bundles.insert(bundle.hash, Kept { bundle, last_used });
    }

    fn compile(&mut self, session: &mut dyn Session, hash: Hash) -> io::Result<()> {
        let Some(kept) = self.bundles.get(&hash) else {
            return self.answer(Answer::Unknown, &[]);
        };
        let result = guarded(|| session.compile(&kept.bundle));
        let traces = session.take_traces();
        match result {
            Ok(()) => self.answer(Answer::Compiled, &[]),
            Err(failure) => self.refuse(&Report {
                failure: Some(failure),
                traces,
                ..Report::default()
            }),
        }
    }

    fn render(&mut self, session: &mut dyn Session, hash: Hash, data: &[u8]) -> io::Result<()> {
        self.renders += 1;
        let started = Instant::now();
        let Some(kept) = self.bundles.get_mut(&hash) else {
            return self.answer(Answer::Unknown, &[]);
        };
        kept.last_used = self.renders;
        let result = guarded(|| session.render(&kept.bundle, data));
        let traces = session.take_traces();
        let value = match result {
            Ok(value) => value,
            Err(failure) => {
                return self.refuse(&Report {
                    failure: Some(failure),
                    traces,
                    ..Report::default()
                });
            }
        };
        let (message, findings) = match message::finish(value, &kept.bundle) {
            Ok(finished) => finished,
            Err(findings) => {
                return self.refuse(&Report {
                    findings,
                    traces,
                    ..Report::default()
                });
            }
        };
        let report = Report {
            failure: None,
            findings,
            traces,
        };
        if report
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            return self.refuse(&report);
        }
        let message = serde_json::to_vec(&message).map_err(io::Error::other)?;
        if message.len() > self.limits.output_bytes_max {
            return self.answer(Answer::TooLarge, &[&(message.len() as u64).to_le_bytes()]);
        }
        self.look_at_memory(started.elapsed());
        let report = if report.is_empty() {
            Vec::new()
        } else {
            to_json(&report)?
        };
        let length = u32::try_from(report.len()).map_err(io::Error::other)?;
        self.answer(
            Answer::Rendered,
            &[&length.to_le_bytes(), &report, &message],
        )
    }

    fn refuse(&mut self, report: &Report) -> io::Result<()> {
        self.look_at_memory(SLOW);
        // What a template took before it failed is not kept: a new helper costs two milliseconds.
        let kept_max = self.limits.resident_bytes_max / 4;
        self.retire |= resident_bytes().is_some_and(|bytes| bytes > kept_max);
        let report = to_json(report)?;
        self.answer(Answer::Refused, &[&report])
    }

    fn look_at_memory(&mut self, elapsed: Duration) {
        self.retire |= self.renders >= self.limits.renders_max;
        if elapsed >= SLOW || self.renders.is_multiple_of(RENDERS_PER_LOOK) {
            self.retire |=
                resident_bytes().is_some_and(|bytes| bytes > self.limits.resident_bytes_max);
        }
    }

    pub(super) fn answer(&mut self, answer: Answer, parts: &[&[u8]]) -> io::Result<()> {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        let micros = u64::try_from(time.tv_nsec).unwrap_or(0) / 1_000;
        let meter = Meter {
            cpu_micros: seconds * 1_000_000 + micros,
            retire: self.retire,
        };
        let meter = meter.to_bytes();
        let mut all = vec![meter.as_slice()];
        all.extend_from_slice(parts);
        frame::push(&mut self.buffer, answer as u8, &all);
        frame::write(&mut self.output, &mut self.buffer)
    }
}

/// A panic of an engine fails the render that caused it, not the helper.
fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::without_place(
            "the engine panicked; the log of the program says more",
        ))
    })
}

fn to_json(report: &Report) -> io::Result<Vec<u8>> {
    serde_json::to_vec(report).map_err(io::Error::other)
}

fn garbled() -> io::Error {
    io::Error::other("a frame that means nothing here")
}

/// Resident memory of this process; unknown where there is no /proc.
fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
