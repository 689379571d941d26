//! Time zones: what Slack says of people, as it says it, learnt with the answers to other questions.
//!
//! Slack is never asked for them: a zone is known of those who were looked up or listed, for as long as
//! they are known.

use bellhop_core::address::Target;
use bellhop_core::id::ConnectionId;

use crate::Directory;
use crate::question::Question;

impl Directory {
    /// Remembers in which zones users are, by Slack's names for them.
    pub async fn remember_zones(&self, connection: &ConnectionId, zones: &[(&str, &str)]) {
        let facts = zones.iter().map(|(user, zone)| {
            let question = zone_of_user((connection, user));
            self.0.fact(question, Some(zone))
        });
        self.0.remember(facts.collect()).await;
    }

    /// In which zones those are whom these addresses reach, as far as it is known: of users, e-mails (in
    /// lower case) and DM channels. It takes two requests to Redis at most for some hundred addresses.
    pub async fn zones(&self, addresses: &[(&ConnectionId, &Target)]) -> Vec<Option<String>> {
        let questions = addresses.iter().filter_map(|(connection, target)| {
            let connection = (*connection).clone();
            match target {
                Target::Email(email) => Some(Question::UserOfEmail(connection, email.clone())),
                Target::Channel(dm) if dm.starts_with('D') => {
                    Some(Question::UserOfDm(connection, dm.clone()))
                }
                Target::Channel(_) | Target::User(_) | Target::Group(_) | Target::Webhook => None,
            }
        });
        let mut asked = self.0.glance(questions.collect()).await.into_iter();
        let users = addresses.iter().map(|(_, target)| match target {
            Target::User(user) => Some(user.clone()),
            Target::Email(_) => asked.next()?,
            Target::Channel(dm) if dm.starts_with('D') => asked.next()?,
            Target::Channel(_) | Target::Group(_) | Target::Webhook => None,
        });
        let users: Vec<Option<String>> = users.collect();
        let questions = addresses.iter().zip(&users);
        let questions = questions
            .filter_map(|((connection, _), user)| Some(zone_of_user((connection, user.as_ref()?))));
        let mut zones = self.0.glance(questions.collect()).await.into_iter();
        let known = users.iter().map(|user| {
            user.as_ref()?;
            zones.next()?
        });
        known.collect()
    }
}

fn zone_of_user((connection, user): (&ConnectionId, &str)) -> Question {
    Question::ZoneOfUser(connection.clone(), user.to_owned())
}
