//! Group DMs: the people whom an address names together.
//!
//! A group has one canonical form, whatever order its people are named in: sorted, each once. So the
//! same group is the same address, the same question and the same messages' ids.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AddressError, email_of, json_kind, refuse, shown, user_id_of};

/// How many people `conversations.open` takes, the app itself not counted
/// (<https://docs.slack.dev/reference/methods/conversations.open>). With one it is an ordinary DM.
const PEOPLE: std::ops::RangeInclusive<usize> = 2..=8;

/// A group of people, by user ids and e-mail addresses: the canonical list, with commas in between.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(String);

impl Group {
    /// Reads `$slack.users`.
    pub(super) fn parse(value: &Value) -> Result<Self, AddressError> {
        let Value::Array(given) = value else {
            let problem = format!("must be a list of 2 to 8 people, not {}", json_kind(value));
            return refuse(".users", problem);
        };
        let mut people = BTreeSet::new();
        for (index, value) in given.iter().enumerate() {
            // A comma in an e-mail is legal where it is quoted; it would part the list here.
            let email = email_of(value).filter(|email| !email.contains(','));
            let Some(person) = user_id_of(value).or(email) else {
                let problem = format!(
                    "must be a user id such as U0123456789 or an e-mail address, not {}",
                    shown(value)
                );
                return refuse(&format!(".users[{index}]"), problem);
            };
            people.insert(person);
        }
        if PEOPLE.contains(&people.len()) {
            return Ok(Self::of(people));
        }
        let problem = match people.first() {
            None => "names nobody; a group DM needs 2 to 8 people".to_owned(),
            Some(person) if people.len() == 1 => format!(
                "names one person, {person}; a group DM needs 2 to 8 people (user_id or email is for one)"
            ),
            Some(_) => format!("names {} people; Slack takes 2 to 8", people.len()),
        };
        refuse(".users", problem)
    }

    /// The group of these people, each a user id or an e-mail address.
    #[must_use]
    pub fn of(people: impl IntoIterator<Item = String>) -> Self {
        let people: BTreeSet<String> = people.into_iter().collect();
        Self(people.into_iter().collect::<Vec<_>>().join(","))
    }

    /// The people, sorted.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.0.split(',')
    }

    /// Those who are named by e-mail, sorted.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.people().filter(|person| person.contains('@'))
    }

    /// The canonical list, with commas in between.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(value: &Value) -> String {
        Group::parse(value).unwrap_err().to_string()
    }

    #[test]
    fn a_group_is_the_same_in_any_order_and_however_often_somebody_is_named() {
        let one = Group::parse(&json!(["U2", " Ada@Example.com ", "U1"])).unwrap();
        let two = Group::parse(&json!(["ada@example.com", "U1", "U2", "U1"])).unwrap();

        assert_eq!(one, two);
        assert_eq!(one.as_str(), "U1,U2,ada@example.com");
        assert_eq!(one.people().count(), 3);
        assert_eq!(one.emails().collect::<Vec<_>>(), ["ada@example.com"]);
    }

    #[test]
    fn a_refusal_names_the_person_or_the_count() {
        insta::assert_snapshot!(error(&json!("U1,U2")),
            @"$slack.users: must be a list of 2 to 8 people, not a text");
        insta::assert_snapshot!(error(&json!([])),
            @"$slack.users: names nobody; a group DM needs 2 to 8 people");
        insta::assert_snapshot!(error(&json!(["U1", "U1"])),
            @"$slack.users: names one person, U1; a group DM needs 2 to 8 people (user_id or email is for one)");
        insta::assert_snapshot!(error(&json!(["U1", "C2"])),
            @r#"$slack.users[1]: must be a user id such as U0123456789 or an e-mail address, not "C2""#);
        insta::assert_snapshot!(error(&json!(["U1", r#""a,b"@c.d"#])),
            @r#"$slack.users[1]: must be a user id such as U0123456789 or an e-mail address, not "\"a,b\"@c.d""#);
        let nine: Vec<String> = (1..=9).map(|number| format!("U{number}")).collect();
        insta::assert_snapshot!(error(&json!(nine)),
            @"$slack.users: names 9 people; Slack takes 2 to 8");
    }
}
