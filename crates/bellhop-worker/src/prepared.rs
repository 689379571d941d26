//! What a desk does when a message is prepared, or can't be.

use std::time::Instant;

use bellhop_core::fault::Outcome;
use bellhop_core::scheduler::Ticket;
use bellhop_store::Step;

use crate::desk::Desk;
use crate::prepare::{PrepareError, Ready};

impl Desk {
    pub(crate) fn prepared(&mut self, ticket: Ticket, result: Result<Ready, PrepareError>) {
        let now = self.clock.now();
        let Some(held) = self.held.get_mut(&ticket) else {
            return;
        };
        // One that was put back into the store and taken out again is prepared twice.
        if held.content.is_some() {
            return;
        }
        match result {
            Ok(ready) => {
                held.content = Some(ready.content);
                held.ambiguous_since_ms = ready.attempted_at_ms;
                held.ready_at = Some(Instant::now());
                if held
                    .message
                    .card
                    .as_ref()
                    .is_none_or(|card| card.wish.says_something())
                {
                    held.note(Step::Rendered, Some(ready.detail));
                }
                if let Some(reason) = ready.failure {
                    let template = &held.message.template;
                    self.metrics.template_failed(template.as_str(), reason);
                    tracing::warn!(
                        message_id = %held.message.id, %template, reason = reason.as_str(),
                        "a template failed; its fallback text is sent",
                    );
                }
                self.ready(ticket);
            }
            Err(PrepareError::AlreadyOver(outcome, reason)) => {
                self.scheduler.withdraw(now, ticket);
                self.settle_again(ticket, outcome, reason);
            }
            Err(error) => {
                self.scheduler.withdraw(now, ticket);
                if let PrepareError::Render(error) = &error {
                    let template = held.message.template.as_str();
                    self.metrics.template_failed(template, error.reason());
                }
                let (reason, detail) = (error.reason(), error.to_string());
                self.end(ticket, Outcome::Failed, reason, Some(detail), None);
            }
        }
    }
}
