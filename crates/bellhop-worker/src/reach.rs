//! Reach: tells the scheduler of every call whether it reached Slack, and puts an outage into words.

use bellhop_core::id::ConnectionId;
use bellhop_core::scheduler::Ticket;
use bellhop_slack::Receipt;

use crate::clock::{milliseconds, time_of_day_ms};
use crate::desk::Desk;
use crate::errand::Errand;
use crate::happening::{CallError, Called};

impl Desk {
    /// A post ended; to be told before its answer is judged.
    pub(crate) fn post_ended(
        &mut self,
        ticket: Ticket,
        result: &Result<Option<Receipt>, CallError>,
    ) {
        let held = self.held.get(&ticket);
        let connection = held.map(|held| held.message.address.connection.clone());
        if let Some(connection) = connection {
            self.reach(&connection, result.is_ok(), result.as_ref().err());
        }
        self.note_disabled(result.as_ref().err());
    }

    /// Another call ended; to be told before its answer is judged.
    pub(crate) fn call_ended(&mut self, errand: &Errand, answer: &Result<Called, CallError>) {
        let Some(connection) = self.connection_of_errand(errand) else {
            return;
        };
        let is_answered = answer.as_ref().is_ok_and(Called::is_answer);
        self.reach(&connection, is_answered, answer.as_ref().err());
        self.note_disabled(answer.as_ref().err());
    }

    fn reach(&mut self, connection: &ConnectionId, is_answered: bool, error: Option<&CallError>) {
        let was_away = self.scheduler.away(connection).is_some();
        if is_answered || error.is_some_and(CallError::is_answer) {
            self.scheduler.reached(connection);
            if was_away {
                tracing::info!(%connection, "Slack can be reached again");
            }
        } else if let Some(error) = error.filter(|error| error.is_outage()) {
            self.scheduler.unreached(self.clock.now(), connection);
            if !was_away && self.scheduler.away(connection).is_some() {
                tracing::warn!(%connection, %error, "Slack can't be reached; one call at a time tries it");
            }
        }
    }

    /// What the timeline says of a failed attempt of a connection that is away; `None` for another.
    pub(crate) fn away_in_words(
        &self,
        connection: &ConnectionId,
        error: &CallError,
    ) -> Option<String> {
        let away = self.scheduler.away(connection)?;
        let now = self.clock.now();
        let since_ms = time_of_day_ms().saturating_sub(milliseconds(now - away.since));
        let wait_ms = milliseconds(away.trial_at - now);
        Some(format!(
            "away since {since_ms}, one call in {wait_ms} ms: {error}"
        ))
    }

    fn connection_of_errand(&self, errand: &Errand) -> Option<ConnectionId> {
        match errand {
            Errand::LookUp { question, .. } => Some(question.0.clone()),
            Errand::Sweep { connection } => Some(connection.clone()),
            Errand::Probe { ticket, .. }
            | Errand::Change { ticket, .. }
            | Errand::Join { ticket, .. } => {
                let held = self.held.get(ticket)?;
                Some(held.message.address.connection.clone())
            }
            Errand::Confirm { suspect, .. } => self.connection_of(suspect),
        }
    }
}
