//! Planning: a trigger and what is known of a recipient in, messages out. Pure.
//!
//! It is called once per recipient, so that ten thousand of them are planned in pieces. Its ids are
//! derived from what it is given: planning twice gives the same messages.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::address::{Address, Target};
use crate::card::{Card, CardRule, Wish};
use crate::fault::Reason;
use crate::id::{MessageId, Slug, WorkspaceKey};
use crate::message::Message;
use crate::profile::Profile;
use crate::timing::Timing;
use crate::trigger::{Recipient, Start, Trigger};
use crate::workflow::{Catalog, Category, Guarantee};

mod timing;

pub use self::timing::{Delayed, Event, Execution};

/// What planning makes of one recipient.
#[derive(Debug, Clone)]
pub enum Planned {
    /// A message to queue.
    Message(Message),
    /// Nothing can be sent, and the record says why.
    Refused(Refusal),
}

impl Planned {
    /// What it would be rendered with; empty when no workflow was found.
    #[must_use]
    pub fn template(&self) -> &str {
        match self {
            Self::Message(message) => message.template.as_str(),
            Self::Refused(refusal) => &refusal.template,
        }
    }
}

/// A message that cannot be sent: no address of the recipient is to be used, or the data does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The id under which it is recorded.
    pub id: MessageId,
    /// Whose trigger it is.
    pub workspace: WorkspaceKey,
    /// When its trigger was accepted, in milliseconds since 1970.
    pub accepted_at_ms: u64,
    /// The recipient's `distinct_id`, or empty.
    pub distinct_id: String,
    /// The template that would have been rendered; empty when no workflow was found.
    pub template: String,
    /// Why.
    pub reason: Reason,
    /// What is known besides.
    pub detail: Option<String>,
}

/// A template to send, with the settings of its workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The template.
    pub template: Slug,
    /// How urgent it is.
    pub category: Category,
    /// What is done when nobody knows whether Slack has a message.
    pub guarantee: Guarantee,
    /// When its messages may go.
    pub timing: Timing,
    /// What makes a message of it a card.
    pub card: CardRule,
    /// Data laid under the trigger's own.
    pub defaults: Map<String, Value>,
}

/// The templates that a trigger sends. Empty when its workflow is gone, or when no workflow names its
/// event.
#[must_use]
pub fn steps(start: &Start, catalog: &Catalog) -> Vec<Step> {
    let of = |workflow: &crate::workflow::Workflow| Step {
        template: workflow.slug.clone(),
        category: workflow.category,
        guarantee: workflow.guarantee,
        timing: workflow.timing.clone(),
        card: workflow.card.clone(),
        defaults: workflow.defaults.clone(),
    };
    match start {
        Start::Workflow { slug } => catalog.get(slug).map(of).into_iter().collect(),
        Start::Event { event } => catalog.started_by(event).map(of).collect(),
        Start::Template { template, category } => {
            let workflow = catalog.get(template);
            let defaults = workflow.map(|workflow| workflow.defaults.clone());
            vec![Step {
                template: template.clone(),
                category: *category,
                guarantee: workflow.map(|it| it.guarantee).unwrap_or_default(),
                timing: workflow.map(|it| it.timing.clone()).unwrap_or_default(),
                card: workflow.map(|it| it.card.clone()).unwrap_or_default(),
                defaults: defaults.unwrap_or_default(),
            }]
        }
    }
}

/// A template whose schema asks for other data than the trigger has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The template.
    pub template: Slug,
    /// What does not fit, in words.
    pub detail: String,
}

/// What every recipient of one trigger shares.
#[derive(Debug)]
pub struct Plan<'a> {
    trigger: &'a Trigger,
    steps: Vec<Step>,
    unfit: Vec<Unfit>,
    actor: Value,
    deadline_ms: u64,
}

impl<'a> Plan<'a> {
    /// Prepares the plan of `trigger`. `actor` is the actor's profile where there is one;
    /// `time_to_live` is how long after its acceptance a message is given up.
    #[must_use]
    pub fn new(
        trigger: &'a Trigger,
        catalog: &Catalog,
        actor: Option<&Profile>,
        time_to_live: Duration,
    ) -> Self {
        let time_to_live_ms = u64::try_from(time_to_live.as_millis()).unwrap_or(u64::MAX);
        let mut steps = steps(&trigger.start, catalog);
        if trigger.said.is_some() {
            for step in &mut steps {
                step.timing = Timing::default();
                step.card = CardRule::default();
            }
        }
        Self {
            trigger,
            steps,
            unfit: Vec::new(),
            actor: trigger
                .actor
                .as_ref()
                .map_or(json!({}), |who| person(who, actor)),
            deadline_ms: timing::starts_at_ms(trigger).saturating_add(time_to_live_ms),
        }
    }

    /// The same without these templates: in place of their messages there are refusals.
    #[must_use]
    pub fn refusing(mut self, unfit: Vec<Unfit>) -> Self {
        let is_fit = |step: &Step| unfit.iter().all(|it| it.template != step.template);
        self.steps.retain(is_fit);
        self.unfit = unfit;
        self
    }

    /// The messages for the recipient at `position` in the trigger's list.
    #[must_use]
    pub fn recipient(&self, position: usize, profile: Option<&Profile>) -> Vec<Planned> {
        let recipient = &self.trigger.recipients[position];
        let name = recipient_name(recipient, position);
        let chosen = addresses(recipient, profile);
        if self.steps.is_empty() && !matches!(self.trigger.start, Start::Event { .. }) {
            return vec![self.refused(&name, recipient, "", Reason::WorkflowNotFound)];
        }
        let refuse = |unfit: &Unfit| {
            let (template, reason) = (unfit.template.as_str(), Reason::SchemaMismatch);
            let mut refusal = self.refusal(&name, recipient, template, reason);
            refusal.detail = Some(unfit.detail.clone());
            Planned::Refused(refusal)
        };
        let mut planned: Vec<_> = self.unfit.iter().map(refuse).collect();
        for step in &self.steps {
            match &chosen {
                Ok(addresses) => {
                    let data = self.data(step, recipient, profile);
                    let card = self.trigger.card.of(&step.card, &self.trigger.data);
                    planned.extend(addresses.iter().map(|address| {
                        let message = self.message(step, &name, recipient, address, &data);
                        self.with_card(message, card.clone(), &name, recipient)
                    }));
                }
                Err(reason) => {
                    planned.push(self.refused(&name, recipient, step.template.as_str(), *reason));
                }
            }
        }
        planned
    }

    fn message(
        &self,
        step: &Step,
        name: &str,
        recipient: &Recipient,
        address: &Address,
        data: &Arc<RawValue>,
    ) -> Message {
        let (timing, late) = timing::of_message(self.trigger, step);
        let parts = [
            name,
            step.template.as_str(),
            address.connection.as_str(),
            address.target.kind(),
            address.target.id(),
        ];
        Message {
            id: MessageId::derive(self.trigger.id, &parts),
            trigger: self.trigger.id,
            workspace: self.trigger.workspace.clone(),
            distinct_id: distinct_id(recipient),
            template: step.template.clone(),
            category: step.category,
            address: address.clone(),
            accepted_at_ms: self.trigger.accepted_at_ms,
            deadline_ms: self.deadline_ms.min(late.unwrap_or(u64::MAX)),
            timing,
            planned_before: false,
            place: 0,
            guarantee: step.guarantee,
            card: None,
            ephemeral: None,
            said: self.trigger.said.clone(),
            data: Arc::clone(data),
        }
    }

    /// A message as its card, or what it says of one person, makes it; refused where that can't be.
    fn with_card(
        &self,
        message: Message,
        card: Option<Card>,
        name: &str,
        recipient: &Recipient,
    ) -> Planned {
        let ephemeral = self.trigger.ephemeral.clone();
        let refuse = |reason| self.refused(name, recipient, message.template.as_str(), reason);
        match &message.address.target {
            Target::Webhook if ephemeral.is_some() => refuse(Reason::NotEphemeral),
            Target::User(_) | Target::Email(_) if ephemeral.is_some() => {
                refuse(Reason::NotEphemeral)
            }
            // Nothing of a webhook's can be found again: a new post is all there can be.
            Target::Webhook => match card.map(|card| card.wish) {
                None | Some(Wish::New) => Planned::Message(message),
                Some(_) => refuse(Reason::NoCardHere),
            },
            Target::Channel(_) | Target::Group(_) | Target::User(_) | Target::Email(_) => {
                Planned::Message(Message {
                    card,
                    ephemeral,
                    ..message
                })
            }
        }
    }

    fn refused(
        &self,
        name: &str,
        recipient: &Recipient,
        template: &str,
        reason: Reason,
    ) -> Planned {
        Planned::Refused(self.refusal(name, recipient, template, reason))
    }

    fn refusal(
        &self,
        name: &str,
        recipient: &Recipient,
        template: &str,
        reason: Reason,
    ) -> Refusal {
        Refusal {
            id: MessageId::derive(self.trigger.id, &[name, template]),
            workspace: self.trigger.workspace.clone(),
            accepted_at_ms: self.trigger.accepted_at_ms,
            distinct_id: distinct_id(recipient),
            template: template.to_owned(),
            reason,
            detail: None,
        }
    }

    /// What the template is filled with: defaults, then the trigger's data, then the three reserved
    /// names.
    fn data(&self, step: &Step, recipient: &Recipient, profile: Option<&Profile>) -> Arc<RawValue> {
        let mut data = step.defaults.clone();
        data.extend(self.trigger.data.clone());
        data.insert("$recipient".into(), person(recipient, profile));
        data.insert("$actor".into(), self.actor.clone());
        data.insert("$brand".into(), brand(self.trigger.tenant.as_deref()));
        let raw = serde_json::value::to_raw_value(&data).expect("a map of JSON values is JSON");
        Arc::from(raw)
    }
}

fn recipient_name(recipient: &Recipient, position: usize) -> String {
    match &recipient.distinct_id {
        Some(id) => format!("id {id}"),
        None => format!("position {position}"),
    }
}

fn distinct_id(recipient: &Recipient) -> String {
    recipient
        .distinct_id
        .as_ref()
        .map(|id| id.as_str().to_owned())
        .unwrap_or_default()
}

/// The addresses to use: the trigger's own if it has any, else the active ones of the profile.
fn addresses(recipient: &Recipient, profile: Option<&Profile>) -> Result<Vec<Address>, Reason> {
    if recipient.excludes_slack {
        return Err(Reason::ChannelExcluded);
    }
    if !recipient.addresses.is_empty() {
        return Ok(recipient.addresses.clone());
    }
    let Some(profile) = profile else {
        return Err(Reason::ProfileNotFound);
    };
    let active = profile
        .addresses
        .iter()
        .filter(|kept| kept.inactive.is_none());
    let active: Vec<_> = active.map(|kept| kept.address.clone()).collect();
    match (active.is_empty(), profile.addresses.is_empty()) {
        (false, _) => Ok(active),
        (true, true) => Err(Reason::NoAddress),
        (true, false) => Err(Reason::AddressInactive),
    }
}

/// A recipient or actor as templates see it: never with addresses, which would lead to secrets.
fn person(who: &Recipient, profile: Option<&Profile>) -> Value {
    let mut seen = profile
        .map(|profile| profile.properties.clone())
        .unwrap_or_default();
    seen.extend(who.properties.clone());
    if let Some(id) = &who.distinct_id {
        seen.insert("distinct_id".into(), id.as_str().into());
    }
    Value::Object(seen)
}

/// A tenant as templates see it. Tenants have no settings of their own yet, so every name that a
/// template may ask for is there and empty.
fn brand(tenant: Option<&str>) -> Value {
    let tenant = tenant.unwrap_or("default");
    json!({
        "brand_id": tenant, "brand_name": tenant, "tenant_id": tenant, "tenant_name": tenant,
        "logo": "", "primary_color": "", "secondary_color": "", "tertiary_color": "",
        "social_links": {}, "properties": {},
    })
}

#[cfg(test)]
mod tests;
