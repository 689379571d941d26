//! Merging a seed into the team.

use std::sync::Arc;

use crate::auth::ALL_SCOPES;
use crate::seed::{SeedChannel, SeedError, SeedToken, SeedWebhook};
use crate::state::{Channel, ChannelKind, Conversation, Sender, SenderKind, User, Webhook, World};

impl World {
    pub(crate) fn seed_user(&mut self, mut user: User) -> Result<(), SeedError> {
        check_id("user", &user.id, &['U', 'W'])?;
        if user.real_name.is_empty() {
            user.real_name.clone_from(&user.name);
        }
        let id: Arc<str> = user.id.as_str().into();
        if let Some(email) = self.users.get(&id).and_then(|known| known.email.as_deref()) {
            self.emails.remove(&email.to_lowercase());
        }
        if let Some(email) = user.email.as_deref() {
            self.emails
                .insert(email.trim().to_lowercase(), Arc::clone(&id));
        }
        self.users.insert(id, user);
        Ok(())
    }

    pub(crate) fn seed_channel(&mut self, seed: SeedChannel) -> Result<(), SeedError> {
        check_id("channel", &seed.id, &['C', 'G', 'D'])?;
        let id: Arc<str> = seed.id.as_str().into();
        let conversation = self
            .conversations
            .entry(Arc::clone(&id))
            .or_insert_with(|| {
                Conversation::new(Channel {
                    id: Arc::clone(&id),
                    name: String::new(),
                    kind: seed.kind,
                    is_archived: false,
                    user: None,
                    members: std::collections::BTreeSet::new(),
                    webhook_names: Vec::new(),
                })
            });
        let channel = &mut conversation.channel;
        channel.name = seed.name;
        channel.kind = seed.kind;
        channel.is_archived = seed.is_archived;
        channel.user = seed.user.map(Into::into).or(channel.user.take());
        channel
            .members
            .extend(seed.members.into_iter().map(Into::into));
        channel.members.extend(channel.user.clone());
        self.remember_direct(&id);
        self.announce(&id);
        Ok(())
    }

    pub(crate) fn seed_token(&mut self, seed: SeedToken) -> Result<(), SeedError> {
        if seed.token.is_empty() {
            return Err(SeedError::EmptyToken);
        }
        let known = self.credentials.get(&seed.token);
        let bot_user = seed
            .bot_user
            .or_else(|| known.map(|known| known.grant.bot_user.to_string()));
        if let Some(bot_user) = &bot_user {
            check_id("user", bot_user, &['U', 'W'])?;
        }
        let scopes = seed
            .scopes
            .map_or_else(|| ALL_SCOPES.join(","), |scopes| scopes.join(","));
        let grant = self.install(&seed.token, bot_user, scopes);
        for channel in seed.in_channels {
            self.conversations
                .get_mut(channel.as_str())
                .ok_or_else(|| SeedError::NoChannel(channel.clone()))?
                .channel
                .members
                .insert(Arc::clone(&grant.bot_user));
            self.remember_direct(&channel);
            self.announce(&channel);
        }
        Ok(())
    }

    pub(crate) fn seed_webhook(&mut self, seed: SeedWebhook) -> Result<(), SeedError> {
        let path = seed
            .path
            .trim_start_matches('/')
            .trim_start_matches("services/");
        let bot_id = match path.split('/').collect::<Vec<_>>()[..] {
            [team, bot, secret]
                if team.starts_with('T') && bot.starts_with('B') && !secret.is_empty() =>
            {
                bot.to_owned()
            }
            _ => return Err(SeedError::BadWebhookPath),
        };
        let conversation = self
            .conversations
            .get_mut(seed.channel.as_str())
            .ok_or_else(|| SeedError::NoChannel(seed.channel.clone()))?;
        let channel = &mut conversation.channel;
        if !channel.webhook_names.contains(&seed.name) {
            channel.webhook_names.push(seed.name.clone());
        }
        let id = Arc::clone(&channel.id);
        let sender = Sender {
            id: bot_id,
            name: seed.name,
            kind: SenderKind::Webhook,
            user: None,
        };
        let webhook = Webhook {
            channel: Arc::clone(&id),
            sender: Arc::new(sender),
        };
        self.webhooks.insert(path.to_owned(), Arc::new(webhook));
        self.announce(&id);
        Ok(())
    }

    /// Lets a seeded direct-message channel be found by its person or its people.
    fn remember_direct(&mut self, id: &str) {
        let Some(Conversation { channel, .. }) = self.conversations.get(id) else {
            return;
        };
        match channel.kind {
            ChannelKind::Im => {
                let Some(person) = &channel.user else { return };
                for member in channel.members.iter().filter(|&member| member != person) {
                    let pair = (Arc::clone(member), Arc::clone(person));
                    self.ims.insert(pair, Arc::clone(&channel.id));
                }
            }
            ChannelKind::Mpim => {
                self.mpims
                    .insert(channel.members.clone(), Arc::clone(&channel.id));
            }
            ChannelKind::Public | ChannelKind::Private => {}
        }
    }

    fn announce(&self, id: &str) {
        if let Some(conversation) = self.conversations.get(id) {
            self.events.channel(&conversation.channel);
        }
    }
}

fn check_id(kind: &'static str, id: &str, letters: &[char]) -> Result<(), SeedError> {
    match id.len() > 1 && id.starts_with(letters) {
        true => Ok(()),
        false => Err(SeedError::BadId {
            kind,
            id: id.to_owned(),
        }),
    }
}
