//! What is said to a helper, and what it answers.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::{Job, Outcome};
use super::{KNOWN_MAX, Process};
use crate::bundle::Bundle;
use crate::frame::{self, Answer, Ask, Meter, Report};

impl Process {
    /// One job from question to answer.
    pub(super) async fn converse(
        &mut self,
        bundle: &Bundle,
        job: Job<'_>,
    ) -> io::Result<(Outcome, Meter)> {
        if !self.knows(bundle.hash) {
            self.keep(bundle).await?;
        }
        let mut answer = self.put(bundle, job).await?;
        if answer == Answer::Unknown {
            self.keep(bundle).await?;
            answer = self.put(bundle, job).await?;
        }
        let (meter, body) = Meter::split(&self.buffer).ok_or_else(garbled)?;
        let outcome = match answer {
            Answer::Compiled => Outcome::Compiled,
            Answer::Rendered => rendered(body)?,
            Answer::TooLarge => {
                let bytes = body.try_into().map_err(|_| garbled())?;
                Outcome::TooLarge {
                    bytes: u64::from_le_bytes(bytes),
                }
            }
            Answer::Refused => Outcome::Refused(serde_json::from_slice(body)?),
            Answer::Ready | Answer::Unknown => return Err(garbled()),
        };
        Ok((outcome, meter))
    }

    async fn put(&mut self, bundle: &Bundle, job: Job<'_>) -> io::Result<Answer> {
        match job {
            Job::Compile => self.send(Ask::Compile, &[&bundle.hash.0]).await?,
            Job::Render(data) => self.send(Ask::Render, &[&bundle.hash.0, data]).await?,
        }
        self.receive().await
    }

    async fn keep(&mut self, bundle: &Bundle) -> io::Result<()> {
        let json = serde_json::to_vec(bundle)?;
        if self.known.len() >= KNOWN_MAX {
            self.known.clear();
        }
        self.known.insert(bundle.hash);
        self.send(Ask::Keep, &[&json]).await
    }

    pub(super) async fn send(&mut self, ask: Ask, parts: &[&[u8]]) -> io::Result<()> {
        self.buffer.clear();
        frame::push(&mut self.buffer, ask as u8, parts);
        self.stdin.write_all(&self.buffer).await
    }

    /// The next answer; its body, meter first, is then in `self.buffer`.
    pub(super) async fn receive(&mut self) -> io::Result<Answer> {
        self.buffer.clear();
        let mut wanted = None;
        while wanted.is_none_or(|wanted| self.buffer.len() < wanted) {
            self.buffer.reserve(16 << 10);
            if self.stdout.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(length) = self.buffer.first_chunk::<4>() {
                let length = u32::from_le_bytes(*length) as usize;
                if length < 1 + Meter::BYTES || length > self.answer_bytes_max {
                    return Err(garbled());
                }
                wanted = Some(length + 4);
            }
        }
        // A helper speaks only when it is asked, so nothing can follow.
        if wanted != Some(self.buffer.len()) {
            return Err(garbled());
        }
        let answer = Answer::parse(self.buffer[4]).ok_or_else(garbled)?;
        self.buffer.drain(..5);
        let (meter, _) = Meter::split(&self.buffer).ok_or_else(garbled)?;
        self.cpu_micros = meter.cpu_micros;
        Ok(answer)
    }
}

fn rendered(body: &[u8]) -> io::Result<Outcome> {
    let (length, rest) = body.split_first_chunk::<4>().ok_or_else(garbled)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (report, message) = rest.split_at_checked(length).ok_or_else(garbled)?;
    let report = match report {
        [] => Report::default(),
        report => serde_json::from_slice(report)?,
    };
    Ok(Outcome::Rendered {
        message: message.to_vec(),
        report,
    })
}

fn garbled() -> io::Error {
    io::Error::other("an answer that can't be read")
}
