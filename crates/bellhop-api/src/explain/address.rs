//! Where a message goes, why there, and with whose credential.

use bellhop_core::address::{CredentialKind, Target};
use bellhop_core::profile::{Profile, ProfileAddress};
use bellhop_store::{ConnectionState, MessageView};

use super::Known;
use super::words::{addressed, moment, place, recipient, sentence};

/// What was asked for.
pub(super) fn accepted(message: &MessageView) -> String {
    let who = recipient(&message.distinct_id);
    match message.template.as_str() {
        "" => format!("The trigger was accepted, for {who}."),
        template => format!("The trigger was accepted, with template {template} for {who}."),
    }
}

/// Which address won and why, what the others are, and whose connection reaches it: a text each.
pub(super) fn planned(known: &Known<'_>) -> Vec<String> {
    let message = known.message;
    let mut won = format!("Planned as a message to {}.", addressed(message));
    if let Some(address) = &message.address {
        won.push_str(precedence(&address.kind));
    }
    let texts = [Some(won), Some(origin(known)), credential(known)];
    texts.into_iter().flatten().collect()
}

/// Why this address, and not another that may have stood beside it.
fn precedence(kind: &str) -> &'static str {
    match kind {
        "incoming_webhook" => {
            " Of what is given together, a webhook comes before a channel, a group, a user and an e-mail."
        }
        "channel_id" => {
            " Of what is given together, a channel comes before a group, a user and an e-mail, and after a webhook."
        }
        "users" => {
            " Of what is given together, a group comes before a user and an e-mail, and after a webhook and a channel; Slack opens its group DM."
        }
        "user_id" => {
            " Of what is given together, a user comes before an e-mail, and after a webhook, a channel and a group."
        }
        "email" => {
            " An e-mail counts when no webhook, channel, group or user is given with it; Slack is asked whose it is."
        }
        _ => "",
    }
}

fn is_of(message: &MessageView, kept: &ProfileAddress) -> bool {
    let Some(address) = &message.address else {
        return false;
    };
    let target = &kept.address.target;
    message.connection.as_ref() == Some(&kept.address.connection)
        && address.kind == target.kind()
        && address.id.as_deref().unwrap_or_default() == target.id()
}

/// Whether the address is the profile's, and what else the profile has.
fn origin(known: &Known<'_>) -> String {
    let message = known.message;
    let who = recipient(&message.distinct_id);
    let Some(profile) = known.profile else {
        return "The address came with the trigger, or with a profile that is not there now."
            .to_owned();
    };
    let own = profile.addresses.iter().find(|kept| is_of(message, kept));
    let here = match own.map(|own| own.inactive) {
        None => {
            format!(
                "The address came with the trigger, or was removed from the profile of {who} since."
            )
        }
        Some(None) => format!("The address is in the profile of {who}."),
        Some(Some(reason)) => format!(
            "The address is in the profile of {who}, and is marked dead now ({}).",
            reason.as_str()
        ),
    };
    here + &others(message, profile)
}

/// The profile's other addresses, each of which is another message, or dead.
fn others(message: &MessageView, profile: &Profile) -> String {
    let others = profile
        .addresses
        .iter()
        .filter(|kept| !is_of(message, kept));
    let (active, dead): (Vec<_>, Vec<_>) = others.partition(|kept| kept.inactive.is_none());
    let names = |all: &[&ProfileAddress]| {
        let names = all.iter().map(|kept| name(&kept.address.target));
        names.collect::<Vec<_>>().join(", ")
    };
    let mut text = String::new();
    if !active.is_empty() {
        text.push_str(" The profile also has ");
        text.push_str(&names(&active));
        text.push_str("; unless the trigger brings addresses of its own, each gets a message.");
    }
    if !dead.is_empty() {
        text.push_str(" Marked dead, and passed over: ");
        text.push_str(&names(&dead));
        text.push('.');
    }
    text
}

fn name(target: &Target) -> String {
    match target {
        Target::Webhook => "a webhook".to_owned(),
        Target::Channel(_) | Target::User(_) | Target::Email(_) | Target::Group(_) => {
            place(target.kind(), Some(target.id()))
        }
    }
}

fn credential(known: &Known<'_>) -> Option<String> {
    let id = known.message.connection.as_ref()?;
    let Some(connection) = known.connection else {
        return Some(format!(
            "Its connection {id} is none of this workspace's now."
        ));
    };
    let kind = match connection.kind {
        CredentialKind::Token => "a bot token",
        CredentialKind::Webhook => "a webhook URL",
    };
    let state = match &connection.state {
        ConnectionState::Active => "in use",
        ConnectionState::Disabled { .. } => "disabled",
    };
    Some(format!(
        "It goes with {kind} of this workspace, connection {id}, which is {state} now."
    ))
}

/// When and why the connection was disabled, if it is.
pub(super) fn disabled(known: &Known<'_>) -> Option<(u64, String)> {
    match &known.connection?.state {
        ConnectionState::Active => None,
        ConnectionState::Disabled {
            reason,
            detail,
            at_ms,
        } => {
            let text = format!(
                "The connection was disabled ({}): {}. {}",
                moment(*at_ms),
                reason.counsel(detail).meaning,
                sentence(&format!("on record: {detail}"))
            );
            Some((*at_ms, text))
        }
    }
}
