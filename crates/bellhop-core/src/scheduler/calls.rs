//! The Web API calls that are no posts (lookups, opens, joins, changes of cards), within Slack's budgets per
//! method and team: <https://docs.slack.dev/apis/web-api/rate-limits>.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use super::bucket::Bucket;
use super::moment::Moment;

/// A call in the scheduler; the number is its owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// A Web API method that is called on the way to a post, or to change one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `users.lookupByEmail`, tier 3.
    LookupByEmail,
    /// `users.list`, tier 2.
    UsersList,
    /// `conversations.history`, tier 3.
    History,
    /// `conversations.open`, tier 3.
    Open,
    /// `conversations.join`, tier 3.
    Join,
    /// `conversations.replies`, tier 3.
    Replies,
    /// `chat.update`, tier 3.
    Update,
    /// `chat.delete`, tier 3.
    Delete,
    /// `reactions.add`, tier 3.
    React,
    /// `reactions.remove`, tier 2.
    Unreact,
    /// `pins.add`, tier 2.
    Pin,
    /// `pins.remove`, tier 2.
    Unpin,
    /// `auth.test`, which Slack allows hundreds of times a minute; Bellhop needs few.
    AuthTest,
}

impl Method {
    /// Every method.
    pub const ALL: &'static [Self] = &[
        Self::LookupByEmail,
        Self::UsersList,
        Self::History,
        Self::Open,
        Self::Join,
        Self::Replies,
        Self::Update,
        Self::Delete,
        Self::React,
        Self::Unreact,
        Self::Pin,
        Self::Unpin,
        Self::AuthTest,
    ];

    /// Slack's name of the method.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LookupByEmail => "users.lookupByEmail",
            Self::UsersList => "users.list",
            Self::History => "conversations.history",
            Self::Open => "conversations.open",
            Self::Join => "conversations.join",
            Self::Replies => "conversations.replies",
            Self::Update => "chat.update",
            Self::Delete => "chat.delete",
            Self::React => "reactions.add",
            Self::Unreact => "reactions.remove",
            Self::Pin => "pins.add",
            Self::Unpin => "pins.remove",
            Self::AuthTest => "auth.test",
        }
    }

    /// What Slack's tier allows in a minute: at least 20 in tier 2, at least 50 in tier 3.
    pub(super) const fn per_minute(self) -> u32 {
        match self {
            Self::UsersList | Self::Unreact | Self::Pin | Self::Unpin => 20,
            Self::LookupByEmail
            | Self::History
            | Self::Open
            | Self::Join
            | Self::Replies
            | Self::Update
            | Self::Delete
            | Self::React
            | Self::AuthTest => 50,
        }
    }

    /// How many may go at once: a fifth of the budget.
    pub(super) const fn burst(self) -> u32 {
        self.per_minute() / 5
    }

    /// What does not go at once goes at a steady pace: in any minute the two add up to the tier, with
    /// a second to spare for calls that reach Slack late.
    fn bucket(self) -> Bucket {
        let burst = self.burst();
        let steady = self.per_minute() - burst;
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        Bucket::new(Duration::from_secs(61) / steady, burst)
    }
}

/// What the calls of a connection can do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Make this call.
    Call(CallId),
    /// Wake this method at that moment.
    Sleep(Method, Moment),
    /// Nothing.
    Nothing,
}

#[derive(Debug)]
struct Line {
    waiting: VecDeque<CallId>,
    bucket: Bucket,
    paused_until: Moment,
    /// Whether a timer will wake this line.
    sleeping: bool,
}

/// The calls of one connection that wait for their methods' budgets.
#[derive(Debug, Default)]
pub(super) struct Calls {
    lines: [Option<Box<Line>>; Method::ALL.len()],
}

impl Calls {
    fn line(&mut self, method: Method) -> &mut Line {
        self.lines[method as usize].get_or_insert_with(|| {
            Box::new(Line {
                waiting: VecDeque::new(),
                bucket: method.bucket(),
                paused_until: Moment::default(),
                sleeping: false,
            })
        })
    }

    /// Joins the line of its method.
    pub(super) fn ask(&mut self, method: Method, call: CallId) {
        self.line(method).waiting.push_back(call);
    }

    /// Slack refused this call: it goes first when its method's pause is over.
    pub(super) fn pause(&mut self, method: Method, call: CallId, until: Moment) {
        let line = self.line(method);
        line.waiting.push_front(call);
        line.paused_until = line.paused_until.max(until);
    }

    /// How many wait in the line of a method.
    pub(super) fn waiting(&self, method: Method) -> usize {
        let line = self.lines[method as usize].as_ref();
        line.map_or(0, |line| line.waiting.len())
    }

    /// Takes everyone out of the line of a method, in order.
    pub(super) fn withdraw(&mut self, method: Method) -> VecDeque<CallId> {
        std::mem::take(&mut self.line(method).waiting)
    }

    pub(super) fn wake(&mut self, method: Method) {
        self.line(method).sleeping = false;
    }

    /// What can be done now; to be asked until it is nothing.
    pub(super) fn turn(&mut self, now: Moment) -> Turn {
        for (line, method) in self.lines.iter_mut().zip(Method::ALL) {
            let Some(line) = line else { continue };
            if line.sleeping || line.waiting.is_empty() {
                continue;
            }
            if line.paused_until <= now {
                match line.bucket.take(now) {
                    Ok(()) => return line.waiting.pop_front().map_or(Turn::Nothing, Turn::Call),
                    Err(at) => line.paused_until = at,
                }
            }
            line.sleeping = true;
            return Turn::Sleep(*method, line.paused_until);
        }
        Turn::Nothing
    }
}
