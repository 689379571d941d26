//! The whole of the simulator's memory, and how things are found in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::{ALL_SCOPES, Grant};
use crate::calls::Log;
use crate::config::Limits;
use crate::events::Events;
use crate::faults::Faults;
use crate::ids::id;
use crate::limits::Window;
use crate::refusal::Refusal;
use crate::state::{Channel, ChannelKind, Conversation, Sender, SenderKind, Team, User};

/// Everything that one lock guards.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) team: Team,
    pub(crate) limits: Limits,
    pub(crate) users: BTreeMap<Arc<str>, User>,
    pub(crate) conversations: BTreeMap<Arc<str>, Conversation>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) events: Arc<Events>,
    pub(super) emails: HashMap<String, Arc<str>>,
    /// Direct messages, by (app's user, person).
    pub(super) ims: HashMap<(Arc<str>, Arc<str>), Arc<str>>,
    /// Group direct messages, by everyone in them.
    pub(super) mpims: HashMap<BTreeSet<Arc<str>>, Arc<str>>,
    pub(super) credentials: HashMap<String, Credential>,
    pub(super) webhooks: HashMap<String, Arc<Webhook>>,
    /// What each app has spent of its budgets, by the app's user.
    pub(super) spent: HashMap<Arc<str>, Spent>,
    pub(crate) messages_held: usize,
    last_number: u64,
    open_tokens: bool,
}

/// A token's standing.
#[derive(Debug)]
pub(super) struct Credential {
    pub(super) grant: Arc<Grant>,
    pub(super) revoked: bool,
}

/// An incoming webhook.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) channel: Arc<str>,
    pub(crate) sender: Arc<Sender>,
}

/// What an app has spent.
#[derive(Debug, Default)]
pub(super) struct Spent {
    pub(super) posts: Window,
    pub(super) calls: HashMap<&'static str, Window>,
}

impl World {
    pub(crate) fn new(limits: Limits, open_tokens: bool, events: Arc<Events>) -> World {
        World {
            team: Team {
                id: "T0ACME".into(),
                name: "Acme".into(),
                domain: "acme".into(),
            },
            limits,
            users: BTreeMap::new(),
            conversations: BTreeMap::new(),
            faults: Faults::default(),
            log: Log::default(),
            events,
            emails: HashMap::new(),
            ims: HashMap::new(),
            mpims: HashMap::new(),
            credentials: HashMap::new(),
            webhooks: HashMap::new(),
            spent: HashMap::new(),
            messages_held: 0,
            last_number: 0,
            open_tokens,
        }
    }

    /// A fresh id of a kind.
    pub(super) fn new_id(&mut self, kind: char) -> String {
        self.last_number += 1;
        id(kind, self.last_number)
    }

    /// What a token stands for, or Slack's refusal of it.
    pub(crate) fn authenticate(&mut self, token: Option<&str>) -> Result<Arc<Grant>, Refusal> {
        let token = token.ok_or(Refusal::code("not_authed"))?;
        match self.credentials.get(token) {
            Some(credential) if credential.revoked => Err(Refusal::code("token_revoked")),
            Some(credential) => Ok(Arc::clone(&credential.grant)),
            None if self.open_tokens && token.starts_with("xoxb-") => {
                let scopes = ALL_SCOPES.join(",");
                Ok(self.install(token, None, scopes))
            }
            None => Err(Refusal::code("invalid_auth")),
        }
    }

    /// Makes a token valid for an app's user, creating the user if need be.
    pub(super) fn install(
        &mut self,
        token: &str,
        bot_user: Option<String>,
        scopes: String,
    ) -> Arc<Grant> {
        let bot_user: Arc<str> = bot_user.unwrap_or_else(|| self.new_id('U')).into();
        let number = self.credentials.len() + 1;
        let user = self
            .users
            .entry(Arc::clone(&bot_user))
            .or_insert_with(|| User {
                id: bot_user.to_string(),
                name: format!("app{number}"),
                real_name: format!("App {number}"),
                email: None,
                is_bot: true,
                deleted: false,
                tz: None,
            });
        let name = user.real_name.clone();
        let known = self
            .credentials
            .values()
            .find(|known| known.grant.bot_user == bot_user);
        let (app_id, bot_id) = match known {
            Some(known) => (known.grant.app_id.clone(), known.grant.sender.id.clone()),
            None => (self.new_id('A'), self.new_id('B')),
        };
        let sender = Arc::new(Sender {
            id: bot_id,
            name,
            kind: SenderKind::Bot,
            user: Some(Arc::clone(&bot_user)),
        });
        let grant = Arc::new(Grant {
            bot_user,
            app_id,
            sender,
            scopes,
        });
        let credential = Credential {
            grant: Arc::clone(&grant),
            revoked: false,
        };
        self.credentials.insert(token.to_owned(), credential);
        grant
    }

    /// Makes later calls with the token answer `token_revoked`; false if it is unknown.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.credentials
            .get_mut(token)
            .map(|credential| credential.revoked = true)
            .is_some()
    }

    pub(crate) fn webhook(&self, path: &str) -> Option<Arc<Webhook>> {
        self.webhooks.get(path).map(Arc::clone)
    }

    /// Whether there are webhooks `team/bot/…`.
    pub(crate) fn has_webhook_but_for_its_secret(&self, team: &str, bot: &str) -> bool {
        let start = format!("{team}/{bot}/");
        self.webhooks.keys().any(|path| path.starts_with(&start))
    }

    /// Whether there are webhooks `team/…`.
    pub(crate) fn has_webhooks_of(&self, team: &str) -> bool {
        let start = format!("{team}/");
        self.webhooks.keys().any(|path| path.starts_with(&start))
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Option<&User> {
        let id = self.emails.get(&email.trim().to_lowercase())?;
        self.users.get(id)
    }

    /// Spends one call of an app's budget for a method, or says how long to wait.
    pub(crate) fn spend_call(
        &mut self,
        app: &Arc<str>,
        method: &'static str,
        per_minute: u32,
        now: Instant,
    ) -> Result<(), Duration> {
        if !self.limits.tiers || per_minute == 0 {
            return Ok(());
        }
        let spent = self.spent.entry(Arc::clone(app)).or_default();
        let window = spent.calls.entry(method).or_default();
        window.check(per_minute, now)?;
        window.spend(per_minute, now);
        Ok(())
    }

    /// The direct messages between an app and a person, if they were ever opened.
    pub(crate) fn im(&self, bot_user: &Arc<str>, person: &str) -> Option<Arc<str>> {
        self.ims
            .get(&(Arc::clone(bot_user), person.into()))
            .map(Arc::clone)
    }

    /// The direct messages between an app and a person, opened now if they were not.
    pub(crate) fn open_im(&mut self, bot_user: &Arc<str>, person: &str) -> Arc<str> {
        if let Some(known) = self.im(bot_user, person) {
            return known;
        }
        let person: Arc<str> = person.into();
        let members = BTreeSet::from([Arc::clone(bot_user), Arc::clone(&person)]);
        let id = self.add_conversation(Channel {
            id: "".into(),
            name: String::new(),
            kind: ChannelKind::Im,
            is_archived: false,
            user: Some(Arc::clone(&person)),
            members,
            webhook_names: Vec::new(),
        });
        self.ims
            .insert((Arc::clone(bot_user), person), Arc::clone(&id));
        id
    }

    /// The group direct messages of exactly these people and this app, and whether they
    /// were open before.
    pub(crate) fn open_mpim(&mut self, members: BTreeSet<Arc<str>>) -> (Arc<str>, bool) {
        if let Some(known) = self.mpims.get(&members) {
            return (Arc::clone(known), true);
        }
        let names = members.iter().filter_map(|member| self.users.get(member));
        let names: Vec<&str> = names.map(|user| user.name.as_str()).collect();
        let id = self.add_conversation(Channel {
            id: "".into(),
            name: format!("mpdm-{}-1", names.join("--")),
            kind: ChannelKind::Mpim,
            is_archived: false,
            user: None,
            members: members.clone(),
            webhook_names: Vec::new(),
        });
        self.mpims.insert(members, Arc::clone(&id));
        (id, false)
    }

    /// Adds direct messages under a fresh id, and tells the watchers.
    fn add_conversation(&mut self, mut channel: Channel) -> Arc<str> {
        let letter = if channel.kind == ChannelKind::Im {
            'D'
        } else {
            'G'
        };
        let id: Arc<str> = self.new_id(letter).into();
        channel.id = Arc::clone(&id);
        self.events.channel(&channel);
        self.conversations
            .insert(Arc::clone(&id), Conversation::new(channel));
        id
    }

    /// Forgets messages, calls, counts, faults and what was spent; keeps who is who.
    pub(crate) fn reset(&mut self) {
        for conversation in self.conversations.values_mut() {
            conversation.clear();
        }
        self.messages_held = 0;
        self.spent.clear();
        self.faults.clear();
        self.log.clear();
        self.events.reset();
    }
}
