//! Explanations as plain text, in 100 columns.

use super::words::{moment, recipient, span};
use super::{Explanation, TriggerExplanation};

/// The widest line, in characters.
const COLUMNS: usize = 100;
/// Where the text of a line begins.
const INDENT: usize = 14;

impl Explanation {
    /// As a person reads it.
    pub(crate) fn text(&self) -> String {
        let mut page = Page::default();
        let status = status(self.status);
        page.line(&format!("Message {}: {status}", self.id));
        page.line(&format!("of trigger {}", self.message_id));
        page.gap();
        page.paragraph("", &self.summary);
        page.gap();
        if let Some(first) = self.lines.first() {
            page.line(&format!("  {}", moment(first.at_ms)));
        }
        for (number, line) in self.lines.iter().enumerate() {
            let after = match (number, line.after_ms) {
                (0, _) | (_, 0) => String::new(),
                (_, after_ms) => format!("+{}", span(after_ms)),
            };
            page.paragraph(&format!("{after:>12}"), &line.text);
        }
        page.gap();
        page.paragraph("Next", &self.next);
        if let Some(advice) = &self.advice {
            page.paragraph("What to do", advice);
        }
        page.text
    }
}

impl TriggerExplanation {
    /// As a person reads it.
    pub(crate) fn text(&self) -> String {
        let mut page = Page::default();
        page.line(&format!("Trigger {}", self.id));
        page.gap();
        page.paragraph("", &self.summary);
        for message in &self.messages {
            page.gap();
            let who = recipient(&message.distinct_id);
            page.line(&format!("{who}: message {}", message.id));
            page.paragraph(&format!("  {}", status(message.status)), &message.summary);
            page.paragraph("  next", &message.next);
            if let Some(advice) = &message.advice {
                page.paragraph("  to do", advice);
            }
        }
        page.gap();
        page.paragraph("Next", &self.next);
        if let Some(after) = &self.after {
            page.paragraph(
                "More",
                &format!("There are more messages: ask with ?after={after}"),
            );
        }
        page.text
    }
}

fn status(status: bellhop_store::MessageStatus) -> &'static str {
    use bellhop_store::MessageStatus;
    match status {
        MessageStatus::Queued => "queued",
        MessageStatus::Delivered => "delivered",
        MessageStatus::Failed => "failed",
        MessageStatus::Expired => "expired",
        MessageStatus::Refused => "refused",
        MessageStatus::Ambiguous => "ambiguous",
        MessageStatus::Merged => "merged",
        MessageStatus::Cancelled => "cancelled",
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(printable(text).trim_end());
        self.text.push('\n');
    }

    /// A text in lines of its own column, with a label before the first; without a label it takes the
    /// whole width. A line of a template's source, and the caret under it, stay lines of their own.
    fn paragraph(&mut self, label: &str, text: &str) {
        let indent = if label.is_empty() { 0 } else { INDENT };
        let (source, words): (Vec<&str>, Vec<&str>) = text.split('\n').partition(is_source);
        self.words(label, indent, &words.join(" "));
        for line in source {
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    fn words(&mut self, label: &str, indent: usize, text: &str) {
        let mut line = format!("{label:<indent$}");
        let mut width = line.chars().count();
        let mut is_empty = true;
        for word in printable(text).split_whitespace() {
            let length = word.chars().count();
            if !is_empty && width + 1 + length > COLUMNS {
                self.line(&line);
                line = " ".repeat(indent);
                width = indent;
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            is_empty = false;
        }
        self.line(&line);
    }
}

/// Whether a line shows source: `  5 | slack.header(data.titel),`, or the caret under it.
fn is_source(line: &&str) -> bool {
    let margin = line.split_once(" | ").map(|(margin, _)| margin);
    margin.is_some_and(|margin| {
        margin.starts_with("  ")
            && margin
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_digit())
    })
}

/// Without what could play with a terminal: texts come from callers, templates and Slack.
fn printable(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => ' ',
        character if character.is_control() => '�',
        character => character,
    };
    text.chars().map(shown).collect()
}
