//! Reading edits: SuprSend's operations, and flat profiles, in; [`Edit`]s out.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{EditError, SLACK, malformed};
use crate::address::{AddressError, Claim, CredentialKind, Target, WebhookHosts, json_kind};
use crate::id::ConnectionId;

/// One edit. `C` is what stands for the credential: the secret itself as parsed, the connection's id
/// once the secret has been put away.
#[derive(Debug, Clone)]
pub enum Edit<C = ConnectionId> {
    /// Set these properties.
    Set(Map<String, Value>),
    /// Set these properties where they are not set yet.
    SetOnce(Map<String, Value>),
    /// Add these numbers to the properties (a missing one counts as 0).
    Increment(Map<String, Value>),
    /// Append each value to the list of that name, once.
    Append(Map<String, Value>),
    /// Remove each value from the list of that name.
    Remove(Map<String, Value>),
    /// Forget these properties; `$slack` forgets every address.
    Unset(Vec<String>),
    /// Add an address, or renew and reactivate the one that is at the same place.
    AddAddress {
        /// Where it points.
        target: Target,
        /// What reaches it.
        credential: C,
    },
    /// Remove the addresses with this target; with a credential, only the one that uses it.
    RemoveAddress {
        /// Where it points.
        target: Target,
        /// What reaches it.
        credential: Option<C>,
    },
}

/// Reads the operations of an edit (`$user_operations`, or `operations` of the users API).
///
/// # Errors
/// [`EditError`] for the first operation that is wrong; nothing is applied then.
pub fn parse_operations(
    operations: &Value,
    hosts: &WebhookHosts,
) -> Result<Vec<Edit<SecretString>>, EditError> {
    let Value::Array(operations) = operations else {
        return malformed(
            "operations",
            format!("must be an array, not {}", json_kind(operations)),
        );
    };
    let mut edits = Vec::with_capacity(operations.len());
    for operation in operations {
        let Value::Object(operation) = operation else {
            return malformed(
                "operations",
                format!("holds {}, not objects", json_kind(operation)),
            );
        };
        parse_operation(operation, hosts, &mut edits)?;
    }
    Ok(edits)
}

/// The verbs, in the order in which those of one operation are applied.
const VERBS: &[&str] = &[
    "$set",
    "$set_once",
    "$add",
    "$increment",
    "$append",
    "$remove",
    "$unset",
];

fn parse_operation(
    operation: &Map<String, Value>,
    hosts: &WebhookHosts,
    edits: &mut Vec<Edit<SecretString>>,
) -> Result<(), EditError> {
    if let Some(unknown) = operation.keys().find(|key| !VERBS.contains(&key.as_str())) {
        return malformed(
            unknown,
            format!("is not an operation; there are {}", VERBS.join(", ")),
        );
    }
    for verb in VERBS {
        let Some(value) = operation.get(*verb) else {
            continue;
        };
        if *verb == "$unset" {
            edits.push(Edit::Unset(parse_unset(value)?));
            continue;
        }
        let Value::Object(fields) = value else {
            return malformed(verb, format!("must be an object, not {}", json_kind(value)));
        };
        let mut fields = fields.clone();
        let slack = fields.remove(SLACK);
        match *verb {
            "$set" => add_addresses(slack.as_ref(), hosts, edits)?,
            "$append" => add_addresses(slack.as_ref(), hosts, edits)?,
            "$remove" => remove_addresses(slack.as_ref(), hosts, edits)?,
            verb if slack.is_some() => return malformed(verb, "does not apply to $slack"),
            _ => {}
        }
        if fields.is_empty() {
            continue;
        }
        edits.push(match *verb {
            "$set" => Edit::Set(fields),
            "$set_once" => Edit::SetOnce(fields),
            "$append" => Edit::Append(fields),
            "$remove" => Edit::Remove(fields),
            verb => Edit::Increment(numbers(verb, fields)?),
        });
    }
    Ok(())
}

fn numbers(verb: &str, fields: Map<String, Value>) -> Result<Map<String, Value>, EditError> {
    match fields.iter().find(|(_, value)| !value.is_number()) {
        Some((key, value)) => malformed(
            &format!("{verb}.{key}"),
            format!("must be a number, not {}", json_kind(value)),
        ),
        None => Ok(fields),
    }
}

fn parse_unset(value: &Value) -> Result<Vec<String>, EditError> {
    let keys = match value {
        Value::Array(keys) => keys
            .iter()
            .map(|key| key.as_str().map(str::to_owned))
            .collect(),
        Value::String(key) => Some(vec![key.clone()]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    };
    match keys {
        Some(keys) => Ok(keys),
        None => malformed("$unset", "must be an array of keys"),
    }
}

/// Reads a flat profile, as `POST /v1/user/{id}/` takes it and as a trigger inlines one: `$slack`
/// adds addresses, everything else is set.
///
/// # Errors
/// [`EditError`] when an address is refused.
pub fn parse_flat(
    mut fields: Map<String, Value>,
    hosts: &WebhookHosts,
) -> Result<Vec<Edit<SecretString>>, EditError> {
    let slack = fields.remove(SLACK);
    let mut edits = vec![Edit::Set(fields)];
    add_addresses(slack.as_ref(), hosts, &mut edits)?;
    Ok(edits)
}

/// Reads the value of `$slack`, an object or an array of objects, as claims.
///
/// # Errors
/// [`AddressError`] for the first that is wrong.
pub fn parse_claims(slack: &Value, hosts: &WebhookHosts) -> Result<Vec<Claim>, AddressError> {
    one_or_many(slack)
        .iter()
        .map(|value| Claim::parse(value, hosts))
        .collect()
}

fn one_or_many(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            std::slice::from_ref(value)
        }
    }
}

fn add_addresses(
    slack: Option<&Value>,
    hosts: &WebhookHosts,
    edits: &mut Vec<Edit<SecretString>>,
) -> Result<(), EditError> {
    for claim in slack
        .map(|slack| parse_claims(slack, hosts))
        .transpose()?
        .unwrap_or_default()
    {
        let credential = claim
            .secret
            .expect("Claim::parse refuses a claim without a secret");
        edits.push(Edit::AddAddress {
            target: claim.target,
            credential,
        });
    }
    Ok(())
}

fn remove_addresses(
    slack: Option<&Value>,
    hosts: &WebhookHosts,
    edits: &mut Vec<Edit<SecretString>>,
) -> Result<(), EditError> {
    for value in slack.map(one_or_many).unwrap_or_default() {
        let claim = Claim::parse_partial(value, hosts)?;
        edits.push(Edit::RemoveAddress {
            target: claim.target,
            credential: claim.secret,
        });
    }
    Ok(())
}

impl Edit<SecretString> {
    /// Swaps the secret for the id that `put_away` gives it.
    pub fn put_secrets_away(
        self,
        put_away: &mut impl FnMut(CredentialKind, SecretString) -> ConnectionId,
    ) -> Edit {
        match self {
            Self::Set(fields) => Edit::Set(fields),
            Self::SetOnce(fields) => Edit::SetOnce(fields),
            Self::Increment(fields) => Edit::Increment(fields),
            Self::Append(fields) => Edit::Append(fields),
            Self::Remove(fields) => Edit::Remove(fields),
            Self::Unset(keys) => Edit::Unset(keys),
            Self::AddAddress { target, credential } => {
                let credential = put_away(target.credential_kind(), credential);
                Edit::AddAddress { target, credential }
            }
            Self::RemoveAddress { target, credential } => {
                let kind = target.credential_kind();
                let credential = credential.map(|secret| put_away(kind, secret));
                Edit::RemoveAddress { target, credential }
            }
        }
    }
}
