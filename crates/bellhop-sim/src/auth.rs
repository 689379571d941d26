//! Who calls, and what they may do: bot tokens, their apps and their scopes.

use std::sync::Arc;

use crate::refusal::Refusal;
use crate::state::{Sender, SenderKind};

/// Every scope that a modelled method asks for: what a token has if its seed names none.
pub(crate) const ALL_SCOPES: [&str; 20] = [
    "chat:write",
    "chat:write.public",
    "chat:write.customize",
    "channels:read",
    "channels:join",
    "channels:history",
    "groups:read",
    "groups:write",
    "groups:history",
    "im:read",
    "im:write",
    "im:history",
    "mpim:read",
    "mpim:write",
    "mpim:history",
    "reactions:write",
    "pins:write",
    "users:read",
    "users:read.email",
    "incoming-webhook",
];

/// What a token stands for: an app installed in the team.
#[derive(Debug)]
pub(crate) struct Grant {
    /// The app's user, `U…`; it also names the app where budgets are counted.
    pub(crate) bot_user: Arc<str>,
    /// `A…`.
    pub(crate) app_id: String,
    /// How its messages are signed; the id is `B…`.
    pub(crate) sender: Arc<Sender>,
    /// The granted scopes, comma-separated, as in `x-oauth-scopes`.
    pub(crate) scopes: String,
}

impl Grant {
    /// Who calls a method that asks for no token.
    pub(crate) fn nobody() -> Grant {
        let sender = Sender {
            id: String::new(),
            name: String::new(),
            kind: SenderKind::Bot,
            user: None,
        };
        Grant {
            bot_user: "".into(),
            app_id: String::new(),
            sender: Arc::new(sender),
            scopes: String::new(),
        }
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.split(',').any(|granted| granted == scope)
    }

    /// Slack's `missing_scope` unless the scope was granted.
    pub(crate) fn need(&self, scope: &str) -> Result<(), Refusal> {
        match self.has(scope) {
            true => Ok(()),
            false => Err(Refusal::missing_scope(scope, &self.scopes)),
        }
    }
}

/// The token of a call: `Authorization: Bearer …`, the word in exactly that case, or the
/// form field. Slack takes one from neither the query string nor a JSON body.
pub(crate) fn presented<'a>(
    header: Option<&'a str>,
    form_field: Option<&'a str>,
) -> Option<&'a str> {
    header
        .and_then(|value| value.strip_prefix("Bearer "))
        .or(form_field)
        .map(str::trim)
        .filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_from_the_header_or_the_form() {
        assert_eq!(presented(Some("Bearer xoxb-1"), None), Some("xoxb-1"));
        assert_eq!(presented(None, Some("xoxb-2")), Some("xoxb-2"));
        assert_eq!(presented(Some("bearer xoxb-1"), None), None);
        assert_eq!(presented(Some("Bearer "), None), None);
    }
}
