//! What is asked, and the name it has in Redis.

use bellhop_core::id::ConnectionId;
use sha2::{Digest as _, Sha256};

/// What is asked of a connection's team.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// Which user has this e-mail address?
    UserOfEmail(ConnectionId, String),
    /// Which DM channel reaches this user?
    DmOfUser(ConnectionId, String),
    /// Which user does this DM channel reach?
    UserOfDm(ConnectionId, String),
    /// Which group DM reaches these users (their ids, sorted, with commas in between)?
    ChannelOfGroup(ConnectionId, String),
    /// In which time zone is this user?
    ZoneOfUser(ConnectionId, String),
    /// How many people does a list of everybody have?
    People(ConnectionId),
    /// Was everybody listed not long ago?
    Swept(ConnectionId),
}

/// What questions are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Email,
    Dm,
    /// About time zones; not counted.
    Zone,
    /// About the team as a whole; not counted.
    Team,
}

impl Question {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::UserOfEmail(..) => Kind::Email,
            Self::DmOfUser(..) | Self::UserOfDm(..) | Self::ChannelOfGroup(..) => Kind::Dm,
            Self::ZoneOfUser(..) => Kind::Zone,
            Self::People(_) | Self::Swept(_) => Kind::Team,
        }
    }

    /// The key of the answer.
    pub(crate) fn key(&self, prefix: &str) -> String {
        match self {
            Self::UserOfEmail(connection, email) => {
                format!(
                    "{prefix}:{connection}:email:{}",
                    fingerprint(connection, email)
                )
            }
            Self::DmOfUser(connection, user) => format!("{prefix}:{connection}:dm:{user}"),
            Self::UserOfDm(connection, dm) => format!("{prefix}:{connection}:user-of-dm:{dm}"),
            Self::ChannelOfGroup(connection, users) => {
                format!("{prefix}:{connection}:group:{users}")
            }
            Self::ZoneOfUser(connection, user) => format!("{prefix}:{connection}:zone:{user}"),
            Self::People(connection) => format!("{prefix}:{connection}:people"),
            Self::Swept(connection) => format!("{prefix}:{connection}:swept"),
        }
    }

    /// The key of the right to find out.
    pub(crate) fn claim_key(&self, prefix: &str) -> String {
        format!("{}:claim", self.key(prefix))
    }
}

/// Stands for an e-mail address: half a SHA-256, of the connection's id too, so that one person's
/// keys differ from team to team.
fn fingerprint(connection: &ConnectionId, email: &str) -> String {
    let digest = Sha256::new()
        .chain_update(connection.as_str())
        .chain_update([0])
        .chain_update(email)
        .finalize();
    hex::encode(&digest[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(digit: char) -> ConnectionId {
        ConnectionId::parse(&format!("con_{}", digit.to_string().repeat(24))).unwrap()
    }

    #[test]
    fn keys_are_pinned_since_workers_of_two_versions_share_them() {
        let ours = connection('a');
        let of = |question: Question| question.key("bellhop");

        assert_eq!(
            of(Question::UserOfEmail(
                ours.clone(),
                "ada@example.com".into()
            )),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:email:0e18b92fddf0e00d641933ce155d07d1"
        );
        assert_eq!(
            of(Question::DmOfUser(ours.clone(), "U1".into())),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:dm:U1"
        );
        assert_eq!(
            of(Question::UserOfDm(ours.clone(), "D1".into())),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:user-of-dm:D1"
        );
        assert_eq!(
            of(Question::ChannelOfGroup(ours.clone(), "U1,U2".into())),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:group:U1,U2"
        );
        assert_eq!(
            of(Question::ZoneOfUser(ours.clone(), "U1".into())),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:zone:U1"
        );
        assert_eq!(
            of(Question::People(ours.clone())),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:people"
        );
        assert_eq!(
            of(Question::Swept(ours)),
            "bellhop:con_aaaaaaaaaaaaaaaaaaaaaaaa:swept"
        );
    }

    #[test]
    fn a_key_shows_no_address_and_differs_from_team_to_team() {
        let key = |digit, email: &str| {
            Question::UserOfEmail(connection(digit), email.into()).key("bellhop")
        };

        assert!(!key('a', "ada@example.com").contains("ada"));
        let fingerprint = |key: String| key.rsplit(':').next().map(str::to_owned);
        assert_ne!(
            fingerprint(key('a', "ada@example.com")),
            fingerprint(key('b', "ada@example.com"))
        );
        assert_ne!(key('a', "ada@example.com"), key('a', "bob@example.com"));
    }
}
