//! Descriptions, for the OpenAPI document, of what is read by hand: recipients and `$slack`.

use serde_json::Value;

/// A recipient or actor: a `distinct_id`, or an object that says more.
#[derive(utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = Recipient)]
#[expect(dead_code, reason = "it describes what `recipient::read` reads")]
pub(crate) enum RecipientSchema {
    /// Its `distinct_id`.
    #[schema(example = "u-1842")]
    Id(String),
    /// More about it.
    Object(Box<RecipientObject>),
}

/// A recipient and what is to be known of it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes what `recipient::read` reads")]
pub(crate) struct RecipientObject {
    /// Who it is; may be missing when `is_transient` is true.
    #[schema(example = "u-1842")]
    distinct_id: Option<String>,
    /// Nothing is looked up or kept: the inline addresses are all there is.
    is_transient: Option<bool>,
    /// The profile is not created or changed by what is inline.
    #[serde(rename = "$skip_create")]
    skip_create: Option<bool>,
    /// Without `slack` in it, nothing is sent.
    #[serde(rename = "$channels")]
    channels: Option<Vec<String>>,
    /// Inline addresses (an object, or an array of 1 to 10): they replace those of the profile for
    /// this trigger, and are kept in it.
    #[serde(rename = "$slack")]
    #[schema(value_type = Option<Vec<SlackSchema>>)]
    slack: Option<Value>,
    /// Any other key is a property: `data['$recipient']` of templates.
    #[schema(example = "Ada")]
    name: Option<String>,
}

/// One way of reaching somebody on Slack. Of several in one object,
/// `incoming_webhook.url > channel_id > users > user_id > email` wins, and only the winner is kept.
#[derive(utoipa::ToSchema)]
#[schema(as = Slack)]
#[expect(dead_code, reason = "it describes what the core reads")]
pub(crate) struct SlackSchema {
    /// The bot token; needed for everything but a webhook. It is kept encrypted and never given back.
    #[schema(example = "xoxb-…")]
    access_token: Option<String>,
    /// A channel, by id.
    #[schema(example = "C0123456789")]
    channel_id: Option<String>,
    /// Two to eight people, by id or e-mail, in any order: their group DM with the app, which is
    /// opened once.
    #[schema(example = json!(["U0123456789", "ada@example.com"]))]
    users: Option<Vec<String>>,
    /// A person, by id.
    #[schema(example = "U0123456789")]
    user_id: Option<String>,
    /// A person, by the e-mail address of their Slack account.
    #[schema(example = "ada@example.com")]
    email: Option<String>,
    /// An incoming webhook.
    incoming_webhook: Option<WebhookSchema>,
}

/// An incoming webhook.
#[derive(utoipa::ToSchema)]
#[schema(as = SlackWebhook)]
#[expect(dead_code, reason = "it describes what the core reads")]
struct WebhookSchema {
    /// Its URL; a secret.
    #[schema(example = "https://hooks.slack.com/services/…")]
    url: String,
}
