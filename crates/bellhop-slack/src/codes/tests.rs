use super::*;

fn check(code: &str, expected: (Fault, Reason)) {
    let class = web_api_class(code);
    assert!(class.is_some(), "{code} is not in the table");

    assert_eq!(verdict(code, class, None), Some(expected), "{code}");
}

#[test]
fn the_table_has_166_codes_and_uses_every_class() {
    assert_eq!(WEB_API.len(), 166);
    for class in Class::ALL {
        assert!(WEB_API.values().any(|used| used == class), "{class:?}");
    }
}

#[test]
fn what_has_a_counsel_of_its_own_is_in_the_table() {
    for (code, _) in bellhop_core::fault::CODES {
        assert!(web_api_class(code).is_some(), "{code}");
    }
}

#[test]
fn every_code_of_both_tables_has_a_verdict_or_is_a_success() {
    let webhook = WEBHOOK_TEXTS.iter().map(|(text, class)| (*text, *class));
    for (code, class) in WEB_API
        .iter()
        .map(|(code, class)| (*code, *class))
        .chain(webhook)
    {
        let verdict = verdict(code, Some(class), None);

        assert_eq!(
            verdict.is_none(),
            class == Class::SuccessEquivalent,
            "{code}"
        );
        assert_ne!(
            verdict.map(|(_, reason)| reason),
            Some(Reason::UnknownCode),
            "{code}"
        );
    }
}

#[test]
fn each_class_decides_what_to_do() {
    check("internal_error", (Fault::Retry, Reason::SlackUnavailable));
    check("token_revoked", (Fault::Disable, Reason::Credential));
    check("channel_not_found", (Fault::GiveUp, Reason::Recipient));
    check("invalid_blocks", (Fault::GiveUp, Reason::MessageContent));
    check("message_not_found", (Fault::GiveUp, Reason::TargetGone));
    check("missing_scope", (Fault::GiveUp, Reason::Configuration));
    check("invalid_code", (Fault::GiveUp, Reason::ClientBug));
    check("invalid_arguments", (Fault::GiveUp, Reason::ClientBug));
    for code in [
        "already_pinned",
        "already_reacted",
        "no_pin",
        "not_pinned",
        "no_reaction",
    ] {
        assert_eq!(verdict(code, web_api_class(code), None), None, "{code}");
    }
}

#[test]
fn not_in_channel_can_be_repaired() {
    check("not_in_channel", (Fault::Repair, Reason::Configuration));
}

#[test]
fn a_rate_limit_waits_for_what_the_header_says_or_the_default() {
    let class = web_api_class("ratelimited");
    let seven = Duration::from_secs(7);

    check(
        "ratelimited",
        (Fault::Wait(Some(retry_after::DEFAULT)), Reason::RateLimited),
    );
    check(
        "rate_limited",
        (Fault::Wait(Some(retry_after::DEFAULT)), Reason::RateLimited),
    );
    let told = verdict("ratelimited", class, Some(seven));
    assert_eq!(told, Some((Fault::Wait(Some(seven)), Reason::RateLimited)));
}

#[test]
fn what_passes_in_minutes_waits_minutes() {
    for (code, wait, reason) in WAITS {
        assert_eq!(web_api_class(code), Some(Class::Transient), "{code}");
        assert!(*wait >= Duration::from_secs(60), "{code}");
        check(code, (Fault::Wait(Some(*wait)), *reason));
    }
}

#[test]
fn a_code_that_is_not_in_the_table_is_given_up() {
    let class = web_api_class("brand_new_code");

    let verdict = verdict("brand_new_code", class, None);

    assert_eq!(verdict, Some((Fault::GiveUp, Reason::UnknownCode)));
}

#[test]
fn only_a_certain_answer_disables_a_token_without_confirmation() {
    for code in [
        "token_revoked",
        "account_inactive",
        "token_expired",
        "channel_not_found",
    ] {
        assert!(!needs_confirmation(code), "{code}");
    }
    for code in ["invalid_auth", "not_authed", "team_disabled"] {
        assert!(needs_confirmation(code), "{code}");
    }
}

#[test]
fn a_webhook_text_of_the_web_api_alone_is_known_too() {
    assert_eq!(
        webhook_class("no_service"),
        Some(Class::PermanentCredential)
    );
    assert_eq!(webhook_class("internal_error"), Some(Class::Transient));
    assert_eq!(webhook_class("something_else"), None);
}
