//! The URL of a database, which may hold a password.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;

use crate::StoreError;
use crate::error::without_password;

/// What may follow the `?`. Others are refused here, because they would be ignored, and logged with
/// their values.
const PARAMETERS: [&str; 6] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "application_name",
];

/// Reads a URL; gives its place too, which may be shown: host, port and database.
pub(super) fn read(url: &str) -> Result<(PgConnectOptions, String), StoreError> {
    let refused = || StoreError::Url {
        url: without_password(url),
    };
    let parameters = url.split_once('?').map_or("", |(_, query)| query);
    let known = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .all(|parameter| {
            let name = parameter
                .split_once('=')
                .map_or(parameter, |(name, _)| name);
            PARAMETERS.contains(&name)
        });
    if !known {
        return Err(refused());
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| refused())?;
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    // As the server does: a database of the user's name.
    let database = options.get_database().unwrap_or(options.get_username());
    let place = format!("{host}/{database}");
    Ok((options, place))
}
