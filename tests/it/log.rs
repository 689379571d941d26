//! What a running program says on standard error, line by line, kept and waited for.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::sync::watch;

use crate::app::PATIENCE;

/// The lines of one run. Clones share them.
#[derive(Clone)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    /// How many lines there are; `None` once there will be no more.
    heard: watch::Receiver<Option<usize>>,
}

impl Log {
    /// Listens until the program ends.
    pub(crate) fn of(stream: impl AsyncRead + Send + Unpin + 'static) -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (say, heard) = watch::channel(Some(0));
        let kept = Arc::clone(&lines);
        tokio::spawn(async move {
            let mut reader = BufReader::new(stream).lines();
            while let Ok(Some(line)) = reader.next_line().await {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push(line);
                say.send_replace(Some(kept.len()));
            }
            say.send_replace(None);
        });
        Self { lines, heard }
    }

    /// Everything said so far.
    pub(crate) fn text(&self) -> String {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .join("\n")
    }

    /// Everything said so far, as far as it is JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// Waits until `count` lines fit, and gives them.
    pub(crate) async fn wait_for(&self, count: usize, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut heard = self.heard.clone();
        let search = async {
            loop {
                let over = heard.borrow_and_update().is_none();
                let mut found = self.lines();
                found.retain(&fits);
                if found.len() >= count {
                    return found;
                }
                assert!(!over, "the program ended and had said:\n{}", self.text());
                // An error means that it has just ended: look once more.
                let _ = heard.changed().await;
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(found) => found,
            Err(_) => panic!("the program has not said it, but:\n{}", self.text()),
        }
    }

    /// Waits until the program has said its last.
    pub(crate) async fn end(&self) {
        let _ = self.heard.clone().wait_for(Option::is_none).await;
    }
}

/// Whether a log line says `message`.
pub(crate) fn says(line: &Value, message: &str) -> bool {
    line["message"] == message
}
