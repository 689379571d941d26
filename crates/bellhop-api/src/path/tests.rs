use super::*;

#[test]
fn a_path_names_its_route_with_and_without_the_final_slash() {
    let cases = [
        ("", Route::Index),
        ("/trigger", Route::Trigger),
        ("/wskey_1/trigger", Route::OldTrigger { key: "wskey_1" }),
        ("/event", Route::Event),
        ("/v2/event", Route::EventV2),
        ("/v2/bulk/event", Route::BulkEvent),
        ("/v1/user", Route::Users),
        ("/v1/user/a%2Fb", Route::User { id: "a%2Fb" }),
        ("/v1/user/a/merge", Route::UserMerge { id: "a" }),
        ("/v1/bulk/user", Route::BulkUser),
        ("/v1/message", Route::Messages),
        ("/v1/message/1", Route::Message { id: "1" }),
        ("/v1/message/1/explain", Route::MessageExplain { id: "1" }),
        ("/v1/card", Route::Cards),
        ("/v1/connection", Route::Connections),
        ("/v1/library", Route::Library),
        ("/v1/dead_letter", Route::DeadLetters),
        ("/v1/dead_letter/1", Route::DeadLetter { id: "1" }),
        ("/v1/dead_letter/redrive", Route::Redrive),
        ("/v1/dead_letter/purge", Route::PurgeDeadLetters),
        (
            "/v1/brand/t1",
            Route::NotSupported {
                what: "tenants are",
            },
        ),
        (
            "/v1/user/a/tenant/t",
            Route::NotSupported {
                what: "users per tenant are",
            },
        ),
        ("/a/b/c/d/e/f/g/h/i/j", Route::Unknown),
        ("/v1/other", Route::Unknown),
    ];
    for (path, route) in cases {
        assert_eq!(Route::of(path), route, "{path}");
        assert_eq!(Route::of(&format!("{path}/")), route, "{path}/");
    }
}

#[test]
fn a_part_is_decoded_after_the_path_is_split() {
    assert_eq!(decode("a%20b%2Fc%40d%2B%C3%A9~").unwrap(), "a b/c@d+é~");
    assert_eq!(decode("t+1%2F%C3%A9").unwrap(), "t 1/é");
    assert!(decode("%FF").is_err());
}

#[test]
fn every_label_is_listed_once() {
    let mut labels: Vec<_> = Route::ALL.iter().map(|route| route.label()).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), Route::ALL.len());
}
