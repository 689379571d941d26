//! Profiles: what is known of one recipient, and the edits that callers make to it.
//!
//! The edits are SuprSend's `$user_operations`: `$set`, `$set_once`, `$add` (also `$increment`),
//! `$append`, `$remove` and `$unset`. `$slack` values become addresses; everything else is a property.
//! Within one operation object the verbs are applied in the order of that list, and the objects of an
//! edit in the order given.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::address::{
    Address, AddressError, Claim, CredentialKind, Target, WebhookHosts, json_kind,
};
use crate::fault::Reason;
use crate::id::ConnectionId;

/// The key under which Slack addresses are edited and shown.
pub const SLACK: &str = "$slack";

/// What is known of one recipient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Anything that callers set; keys with a `$` are SuprSend's (`$timezone`, `$email`, …).
    pub properties: Map<String, Value>,
    /// The Slack addresses, oldest first.
    pub addresses: Vec<ProfileAddress>,
}

/// An address in a profile, and whether it still works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileAddress {
    /// The address.
    #[serde(flatten)]
    pub address: Address,
    /// Why it is not used any more; `None` while it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive: Option<Reason>,
}

/// The bounds of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileLimits {
    /// Slack addresses.
    pub addresses_max: usize,
    /// The properties, as JSON text, in bytes.
    pub bytes_max: usize,
}

/// Why a profile edit was refused. The text never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// An operation is not one that Bellhop knows, or has the wrong shape.
    #[error("{field}: {problem}")]
    Malformed {
        /// The operation or key, for example `$set`.
        field: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// An address was refused.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The profile would have too many addresses.
    #[error("$slack: a profile has at most {max} Slack addresses")]
    TooManyAddresses {
        /// The bound in force.
        max: usize,
    },
    /// The profile would be too large.
    #[error("the profile would be {bytes} bytes of properties; at most {max} are kept")]
    TooLarge {
        /// What it would have.
        bytes: usize,
        /// The bound in force.
        max: usize,
    },
}

fn malformed<T>(field: &str, problem: impl Into<String>) -> Result<T, EditError> {
    Err(EditError::Malformed {
        field: field.into(),
        problem: problem.into(),
    })
}

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

impl Profile {
    /// Applies `edits` in order.
    ///
    /// # Errors
    /// [`EditError`] when an edit does not fit what is there, or the profile would pass its bounds;
    /// the profile is then half edited, and must be dropped.
    pub fn apply(&mut self, edits: Vec<Edit>, limits: ProfileLimits) -> Result<(), EditError> {
        for edit in edits {
            self.apply_one(edit)?;
        }
        if self.addresses.len() > limits.addresses_max {
            return Err(EditError::TooManyAddresses {
                max: limits.addresses_max,
            });
        }
        let bytes = serde_json::to_vec(&self.properties).map_or(usize::MAX, |text| text.len());
        if bytes > limits.bytes_max {
            return Err(EditError::TooLarge {
                bytes,
                max: limits.bytes_max,
            });
        }
        Ok(())
    }

    fn apply_one(&mut self, edit: Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set(fields) => self.properties.extend(fields),
            Edit::SetOnce(fields) => {
                for (key, value) in fields {
                    self.properties.entry(key).or_insert(value);
                }
            }
            Edit::Increment(fields) => {
                for (key, amount) in fields {
                    self.increment(&key, &amount)?;
                }
            }
            Edit::Append(fields) => {
                for (key, value) in fields {
                    let list = self.list(&key);
                    if !list.contains(&value) {
                        list.push(value);
                    }
                }
            }
            Edit::Remove(fields) => {
                for (key, value) in fields {
                    self.list(&key).retain(|kept| kept != &value);
                }
            }
            Edit::Unset(keys) => {
                for key in keys {
                    if key == SLACK {
                        self.addresses.clear();
                    }
                    self.properties.remove(&key);
                }
            }
            Edit::AddAddress { target, credential } => {
                self.add_address(Address {
                    connection: credential,
                    target,
                });
            }
            Edit::RemoveAddress { target, credential } => {
                self.addresses.retain(|kept| {
                    let same_credential = credential
                        .as_ref()
                        .is_none_or(|id| *id == kept.address.connection);
                    kept.address.target != target || !same_credential
                });
            }
        }
        Ok(())
    }

    fn increment(&mut self, key: &str, amount: &Value) -> Result<(), EditError> {
        let before = self.properties.get(key).cloned().unwrap_or(Value::from(0));
        let sum = match (before.as_i64(), amount.as_i64()) {
            (Some(a), Some(b)) => a.checked_add(b).map(Value::from),
            _ => match (before.as_f64(), amount.as_f64()) {
                (Some(a), Some(b)) => Some(Value::from(a + b)),
                _ => None,
            },
        };
        let Some(sum) = sum else {
            return malformed(
                key,
                format!("is {} and cannot be added to", json_kind(&before)),
            );
        };
        self.properties.insert(key.to_owned(), sum);
        Ok(())
    }

    /// The list of this name; a single value that was there becomes its first element.
    fn list(&mut self, key: &str) -> &mut Vec<Value> {
        let slot = self
            .properties
            .entry(key)
            .or_insert_with(|| Value::Array(Vec::new()));
        if !slot.is_array() {
            *slot = Value::Array(vec![slot.take()]);
        }
        slot.as_array_mut()
            .expect("it was made an array on the line before")
    }

    /// Adds an address, or renews and reactivates the one at the same place.
    pub fn add_address(&mut self, address: Address) {
        let same_place = |kept: &&mut ProfileAddress| kept.address.is_same_place(&address);
        match self.addresses.iter_mut().find(same_place) {
            Some(kept) => {
                *kept = ProfileAddress {
                    address,
                    inactive: None,
                }
            }
            None => self.addresses.push(ProfileAddress {
                address,
                inactive: None,
            }),
        }
    }

    /// Marks an address dead, so that later triggers pass it over. Returns whether it was there.
    pub fn deactivate(&mut self, address: &Address, reason: Reason) -> bool {
        let found = self
            .addresses
            .iter_mut()
            .find(|kept| kept.address == *address);
        found.map(|kept| kept.inactive = Some(reason)).is_some()
    }

    /// Takes over what another profile knows (`POST /v1/user/{id}/merge/`): its addresses, and the
    /// properties that this one does not have.
    pub fn merge(&mut self, from: Self) {
        for kept in from.addresses {
            if !self
                .addresses
                .iter()
                .any(|mine| mine.address.is_same_place(&kept.address))
            {
                self.addresses.push(kept);
            }
        }
        for (key, value) in from.properties {
            self.properties.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests;
