//! Profiles as the store takes and gives them.

use bellhop_core::id::DistinctId;
use bellhop_core::profile::{Edit, Profile};

/// The edits of one profile, applied in order.
#[derive(Debug, Clone)]
pub struct ProfileEdit {
    /// The profile; it is made when it is not there.
    pub distinct_id: DistinctId,
    /// What to change. Credentials are already connections.
    pub edits: Vec<Edit>,
}

/// A profile and its dates.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRecord {
    /// Whose it is.
    pub distinct_id: DistinctId,
    /// What is known.
    pub profile: Profile,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}

/// Which page of the profiles is asked for. With neither cursor it is the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfilePage {
    /// How many profiles, at least 1 and at most `StoreConfig::page_max`.
    pub limit: u32,
    /// The page that ends before this cursor.
    pub before: Option<String>,
    /// The page that starts after this cursor. Not together with `before`.
    pub after: Option<String>,
}

/// A page of the profiles of a workspace, in the order of their creation, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileList {
    /// The page.
    pub results: Vec<ProfileRecord>,
    /// How many profiles the workspace has.
    pub total: u64,
    /// Whether there are profiles before the page.
    pub has_prev: bool,
    /// Whether there are profiles after the page.
    pub has_next: bool,
    /// The cursor to ask for the page before with; `None` when there is none.
    pub before: Option<String>,
    /// The cursor to ask for the page after with; `None` when there is none.
    pub after: Option<String>,
}
