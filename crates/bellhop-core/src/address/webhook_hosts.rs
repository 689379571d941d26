//! The hosts that incoming webhooks may be on.

use url::{Host, Url};

/// The hosts that webhook URLs may name (`slack.webhook_hosts`): the guard against being used to
/// reach other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookHosts(Vec<String>);

impl WebhookHosts {
    /// Allows exactly these hosts, each `host` or `host:port`.
    #[must_use]
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        Self(
            hosts
                .into_iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
        )
    }

    /// Reads the URL of an incoming webhook.
    ///
    /// # Errors
    /// A sentence that names what would be right and never repeats the URL, whose path is a secret.
    pub fn parse(&self, text: &str) -> Result<Url, String> {
        let Ok(url) = Url::parse(text.trim()) else {
            return Err(
                "is not a URL; it must look like https://hooks.slack.com/services/T…/B…/…".into(),
            );
        };
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let named = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host,
        };
        if !self.0.contains(&named) {
            let allowed = self.0.join(", ");
            return Err(format!(
                "host {named:?} is not allowed; slack.webhook_hosts allows {allowed}"
            ));
        }
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
            return Err("must be https (plain http is for loopback hosts only)".into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not contain a user name or password".into());
        }
        if !url.path().starts_with("/services/") {
            return Err(
                "must have a path that starts with /services/, as incoming webhooks do".into(),
            );
        }
        Ok(url)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
