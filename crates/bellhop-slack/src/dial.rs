//! The last guard against being used to reach private networks: names are resolved here, and only
//! public addresses are dialled.
//!
//! Webhook URLs come from callers. Their hosts are on a list, but what a name leads to is decided by
//! whoever serves the name. The addresses that pass are the very ones that are dialled, so a name
//! cannot change in between. Hosts that the operator configured (the API, the replacement for
//! webhooks, the proxy) are exempt, and so is a host that is an IP address: it has no name to
//! resolve, and got on the list as it is.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// A name led to nothing but addresses that must not be dialled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} leads to {address}, which is not a public address, so it is not dialled")]
pub struct DialRefused {
    /// The name.
    pub host: String,
    /// The first address that it leads to.
    pub address: IpAddr,
}

/// Resolves names for the client.
#[derive(Debug, Clone)]
pub(crate) struct Dialler {
    /// Names that may lead anywhere, in lower case.
    exempt: Arc<[String]>,
}

impl Dialler {
    /// Exempts the hosts of these URLs, which the operator configured.
    pub(crate) fn new<'a>(configured: impl IntoIterator<Item = &'a Url>) -> Self {
        let hosts = configured.into_iter().filter_map(Url::host_str);
        Self {
            exempt: hosts.map(str::to_ascii_lowercase).collect(),
        }
    }

    fn is_exempt(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        // "localhost" cannot lead anywhere else, and is only asked for if it is on the list.
        host == "localhost" || self.exempt.contains(&host)
    }
}

impl Resolve for Dialler {
    fn resolve(&self, name: Name) -> Resolving {
        let exempt = self.is_exempt(name.as_str());
        Box::pin(async move {
            let host = name.as_str();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            let allowed = if exempt {
                found
            } else {
                public_only(host, found)?
            };
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn public_only(
    host: &str,
    found: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(first) = found.first().map(SocketAddr::ip) else {
        return Err(io::Error::other("the name leads to no address").into());
    };
    let public: Vec<_> = found
        .into_iter()
        .filter(|address| is_public(address.ip()))
        .collect();
    if public.is_empty() {
        return Err(DialRefused {
            host: host.to_owned(),
            address: first,
        }
        .into());
    }
    Ok(public)
}

/// Whether an address belongs to the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The special-purpose registry of IANA
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>) and clouds' metadata servers.
fn is_public_v4(address: Ipv4Addr) -> bool {
    // Azure answers questions about a machine on this public address; the metadata servers of the
    // other clouds are link-local, shared or reserved addresses.
    const AZURE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let benchmark = a == 198 && b & 0xfe == 18;
    let protocols = a == 192 && b == 0 && c == 0;
    let relay_6to4 = a == 192 && b == 88 && c == 99;
    !(a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || shared
        || benchmark
        || protocols
        || relay_6to4
        || a >= 224
        || address == AZURE)
}

/// Only global unicast (2000::/3) is public, without the parts of it that are reserved or that
/// carry an IPv4 address, which then decides.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(embedded(high, low))
        }
        [0x2002, high, low, ..] => is_public_v4(embedded(high, low)),
        // Teredo, benchmarks, ORCHID and the rest of the protocol assignments 2001::/23.
        [0x2001, second, ..] if second < 0x200 => false,
        // Documentation.
        [0x2001, 0xdb8, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests;
