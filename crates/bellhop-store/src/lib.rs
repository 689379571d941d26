//! What must be remembered: profiles, connections, idempotency keys, the record of every message.
//!
//! [`Store`] is the whole contract (`store`). The words it uses are in `record` (what is written
//! of triggers and messages), `view` (the same, as the API shows it), `card`, `profile`, `connection`,
//! `quarantine`, `backlog`, `template`, `sample` and `lease`; `secrets` seals tokens and webhook URLs. `writes` and `rows` are
//! what both back ends share; `timing` is what waits, is collected, throttled and called off, in SQL that
//! both take (`hand`); `sqlite` (one file, one program) and `postgres` (any number of programs) are the
//! rest of their SQL.
//!
//! Every write is durable when it returns. Writes that come together share one transaction, and one
//! that is refused does not touch the others of its transaction. A write whose future is dropped may
//! still happen.

mod store;

mod config;
mod error;

mod backlog;
mod card;
mod connection;
mod lease;
mod profile;
mod quarantine;
mod record;
mod sample;
mod search;
mod spilled;
mod template;
mod view;

mod cursor;
mod memory;
mod secrets;

mod hand;
mod many;
mod rows;
mod timing;
mod writes;

mod postgres;
mod sqlite;

pub use backlog::{Backlogs, ConnectionBacklog, LaneBacklog};
pub use card::{CardChange, CardRecord};
pub use config::StoreConfig;
pub use connection::{Connection, ConnectionState, ConnectionSummary, NewConnection, Workspace};
pub use error::StoreError;
pub use lease::{Lease, Leases, WorkerId};
pub use profile::{ProfileEdit, ProfileList, ProfilePage, ProfileRecord};
pub use quarantine::Quarantined;
pub use record::{
    Accepted, Attempt, End, IdempotencyKey, MessageChange, MessageState, Receipt, Recorded, Step,
    TimelineEntry, TriggerRecord,
};
pub use sample::{NewSample, Sample, SampleFailure, TemplateCondition};
pub use search::{FoundMessages, MessageSearch};
pub use secrets::{SecretsKey, SecretsKeyError};
pub use spilled::{Spilled, SpilledLane, SpilledPage};
pub use store::Store;
pub use template::{
    DraftMeant, NewTemplateVersion, TemplateDraft, TemplateSource, TemplateVersion,
};
pub use timing::{Calling, ClosedDigest, ShownEvent, ThrottleAsk};
pub use view::{AddressView, MessagePage, MessageStatus, MessageView, StatusCounts, TriggerView};
