use std::str::FromStr;

use bellhop_core::fault::{Fault, Reason};

use super::*;
use crate::error::SlackError;

#[test]
fn private_and_special_addresses_are_not_public() {
    let refused = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ];
    for text in refused {
        assert!(!is_public(text.parse().unwrap()), "{text}");
    }
}

#[test]
fn addresses_of_the_internet_are_public() {
    let allowed = [
        "1.1.1.1",
        "3.5.140.2",
        "9.255.255.255",
        "11.0.0.1",
        "52.29.238.212",
        "100.63.255.255",
        "100.128.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.1",
        "198.17.255.255",
        "198.20.0.1",
        "223.255.255.255",
        "2600:1f18::1",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888",
        "::ffff:52.29.238.212",
        "64:ff9b::341d:eed4",
        "2002:341d:eed4::1",
    ];
    for text in allowed {
        assert!(is_public(text.parse().unwrap()), "{text}");
    }
}

fn socket(text: &str) -> SocketAddr {
    SocketAddr::new(text.parse().unwrap(), 0)
}

#[test]
fn only_the_public_addresses_of_a_name_are_dialled() {
    let found = vec![socket("10.0.0.1"), socket("52.29.238.212"), socket("::1")];

    let allowed = public_only("hooks.slack.com", found).unwrap();

    assert_eq!(allowed, [socket("52.29.238.212")]);
}

#[test]
fn a_name_that_leads_only_inside_is_refused_with_name_and_address() {
    let found = vec![socket("169.254.169.254")];

    let error = public_only("hooks.slack.com", found).unwrap_err();

    let expected = "hooks.slack.com leads to 169.254.169.254, which is not a public address, so it \
                    is not dialled";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn only_what_the_operator_configured_may_lead_anywhere() {
    let api = Url::parse("http://Slack.Internal:8080/api/").unwrap();
    let dialler = Dialler::new([&api]);

    assert!(dialler.is_exempt("slack.internal"));
    assert!(dialler.is_exempt("localhost"));
    assert!(!dialler.is_exempt("hooks.slack.com"));
    assert!(!dialler.is_exempt("evil.slack.internal"));
}

#[tokio::test]
async fn what_the_resolver_finds_is_checked_unless_it_is_exempt() {
    // A number is found without asking the network.
    let name = || Name::from_str("127.0.0.1").unwrap();
    let configured = Url::parse("http://127.0.0.1/").unwrap();

    let Err(refused) = Dialler::new([]).resolve(name()).await else {
        panic!("a loopback address was let through");
    };
    let found = Dialler::new([&configured])
        .resolve(name())
        .await
        .ok()
        .map(Vec::from_iter);

    assert!(refused.is::<DialRefused>(), "{refused}");
    assert_eq!(found, Some(vec![socket("127.0.0.1")]));
}

/// Finds what nobody may dial.
struct Inside;

impl Resolve for Inside {
    fn resolve(&self, name: Name) -> Resolving {
        let found = public_only(name.as_str(), vec![socket("169.254.169.254")]);
        Box::pin(std::future::ready(
            found.map(|found| Box::new(found.into_iter()) as Addrs),
        ))
    }
}

#[tokio::test]
async fn a_refusal_to_dial_is_told_through_the_client_of_http() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(Inside)
        .build()
        .unwrap();

    let error = http
        .post("http://hooks.slack.com/services/x")
        .send()
        .await
        .unwrap_err();
    let error = SlackError::of_transport(error, "x");

    assert!(matches!(error, SlackError::DialRefused(_)), "{error:?}");
    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Retry, Reason::Configuration)
    );
    assert!(!error.is_ambiguous());
}
