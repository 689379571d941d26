//! Everybody in a team, page by page (`users.list`).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::form_urlencoded;

use crate::client::{Body, SlackClient};
use crate::error::SlackError;

/// What one person may take of an answer, in bytes. People take one to two thousand; a profile with
/// many custom fields takes more.
const PERSON_BYTES_MAX: usize = 16 * 1024;

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPage {
    /// The people on it: guests, bots and deactivated accounts too.
    pub users: Vec<ListedUser>,
    /// Where the next page begins; `None` at the end of the list.
    pub next_cursor: Option<String>,
}

/// A person on the list, as far as Bellhop needs to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUser {
    /// The user id (`U…`, `W…`).
    pub id: String,
    /// The e-mail address in lower case. Bots have none, and nobody has one without the scope
    /// `users:read.email`.
    pub email: Option<String>,
    /// Whether the account is deactivated; it can't be written to then.
    pub deleted: bool,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// The time zone, for example `Europe/Berlin`.
    pub tz: Option<String>,
}

#[derive(Deserialize)]
struct Member {
    id: String,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    tz: Option<String>,
    #[serde(default)]
    profile: Profile,
}

#[derive(Default, Deserialize)]
struct Profile {
    #[serde(default)]
    email: Option<String>,
}

impl SlackClient {
    /// Lists a page of at most `limit` people, from `cursor` or from the beginning (`users.list`).
    /// Slack recommends 200 and allows 1,000; a page may have fewer, and more may follow all the same.
    ///
    /// # Errors
    /// [`SlackError`]; its code is `invalid_cursor` when the cursor is too old.
    pub async fn list_users(
        &self,
        token: &SecretString,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<UserPage, SlackError> {
        let method = "users.list";
        let room = limit.saturating_mul(PERSON_BYTES_MAX);
        let body = Body::Form(form(cursor, limit));
        let reply = self.call_for(method, token, body, room).await?;
        let answer = reply.judge(method, token.expose_secret())?;
        let next_cursor = answer.next_cursor();
        let members = answer.members;
        let members = members.and_then(|raw| serde_json::from_str::<Vec<Member>>(raw.get()).ok());
        let members = members.ok_or_else(|| reply.bad("has no members"))?;
        Ok(UserPage {
            users: members.into_iter().map(ListedUser::from).collect(),
            next_cursor,
        })
    }
}

fn form(cursor: Option<&str>, limit: usize) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("limit", &limit.to_string());
    if let Some(cursor) = cursor {
        form.append_pair("cursor", cursor);
    }
    form.finish()
}

impl From<Member> for ListedUser {
    fn from(member: Member) -> Self {
        let email = member.profile.email.filter(|email| !email.is_empty());
        Self {
            id: member.id,
            email: email.map(|email| email.to_lowercase()),
            deleted: member.deleted,
            is_bot: member.is_bot,
            tz: member.tz.filter(|tz| !tz.is_empty()),
        }
    }
}
