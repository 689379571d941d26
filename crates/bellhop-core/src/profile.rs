//! Profiles: what is known of one recipient, and the edits that callers make to it.
//!
//! The edits are SuprSend's `$user_operations`: `$set`, `$set_once`, `$add` (also `$increment`),
//! `$append`, `$remove` and `$unset`. `$slack` values become addresses; everything else is a property.
//! Within one operation object the verbs are applied in the order of that list, and the objects of an
//! edit in the order given.

mod edit;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::edit::{Edit, parse_claims, parse_flat, parse_operations};

use crate::address::{Address, AddressError, json_kind};
use crate::fault::Reason;

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
