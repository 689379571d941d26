//! What PostgreSQL's errors mean: by their codes, never by their texts.
//!
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use crate::StoreError;

/// A server that stopped being the primary one: it only reads.
const READ_ONLY: &str = "25006";

fn of_server(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    error.as_database_error()?.try_downcast_ref()
}

/// Whether the connection can be used after this error.
pub(super) fn leaves_connection(error: &sqlx::Error) -> bool {
    of_server(error).is_some_and(|error| {
        let gone = matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic);
        !gone && error.code() != READ_ONLY
    })
}

/// Whether the transaction lost against another one and was undone: it can be tried again.
pub(super) fn is_conflict(error: &StoreError) -> bool {
    let code = |error| of_server(error).map(PgDatabaseError::code);
    matches!(error, StoreError::Unavailable(error)
        if matches!(code(error), Some("40001" | "40P01")))
}

/// Whether a transaction failed because of what was in it, so that another with less in it may work:
/// values that cannot be kept, or an answer that could not be made out.
pub(crate) fn is_of_rows(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable(error) => match of_server(error) {
            Some(error) => ["21", "22", "23", "54"]
                .iter()
                .any(|class| error.code().starts_with(class)),
            None => matches!(
                **error,
                sqlx::Error::RowNotFound
                    | sqlx::Error::Encode(_)
                    | sqlx::Error::Decode(_)
                    | sqlx::Error::ColumnDecode { .. }
            ),
        },
        StoreError::Unreadable { .. } => true,
        StoreError::Url { .. }
        | StoreError::Open { .. }
        | StoreError::WrongKey { .. }
        | StoreError::Closed
        | StoreError::Edit { .. }
        | StoreError::Cursor { .. } => false,
    }
}

/// What would be right, of a store that could not be opened.
pub(super) fn advice(error: &sqlx::Error) -> &'static str {
    if let Some(error) = of_server(error) {
        return match error.code() {
            "3D000" => "; make that database first, or correct its name in the URL",
            "28000" | "28P01" => "; correct the user or the password in the URL",
            "42501" => {
                "; its user must be allowed to make tables: make it the owner of the database, or grant it CREATE on the schema public"
            }
            "53300" => "; raise the server's max_connections, or lower what its users take",
            _ => "",
        };
    }
    let newer = |error: &MigrateError| {
        matches!(
            error,
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_)
        )
    };
    if matches!(error, sqlx::Error::Migrate(error) if newer(error)) {
        "; another version of Bellhop made it: use that version or a newer one"
    } else if matches!(error, sqlx::Error::Io(_)) {
        "; is the server running, and can it be reached from here?"
    } else if matches!(error, sqlx::Error::Tls(_)) {
        "; see sslmode and sslrootcert in the URL"
    } else {
        ""
    }
}
