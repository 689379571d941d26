use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vector {
    name: String,
    workspace_key: String,
    workspace_secret: String,
    method: String,
    target: String,
    content_type: String,
    date: String,
    body: String,
    authorization: String,
}

impl Vector {
    fn signed(&self) -> Signed<'_> {
        Signed {
            method: &self.method,
            content_type: self.content_type.as_bytes(),
            date: self.date.as_bytes(),
            target: &self.target,
            body: self.body.as_bytes(),
        }
    }

    fn signature(&self) -> &[u8] {
        let (key, signature) = self.authorization.rsplit_once(':').unwrap();
        assert_eq!(key, self.workspace_key);
        signature.as_bytes()
    }
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../../tests/signature-vectors.json")).unwrap()
}

#[test]
fn every_signature_that_the_sdks_made_is_verified() {
    let vectors = vectors();

    assert_eq!(vectors.len(), 25);
    for vector in &vectors {
        let key = SigningKey::new(&vector.workspace_secret);
        assert!(
            key.verifies(vector.signed(), vector.signature()),
            "{}",
            vector.name
        );
    }
}

#[test]
fn a_change_of_any_part_is_noticed() {
    for vector in &vectors() {
        let key = SigningKey::new(&vector.workspace_secret);
        let signed = vector.signed();
        let changed = [
            Signed {
                method: "PUT",
                ..signed
            },
            Signed {
                content_type: b"application/json",
                ..signed
            },
            Signed {
                date: b"Sun, 21 Nov 2027 05:42:09 GMT",
                ..signed
            },
            Signed {
                target: "/other/",
                ..signed
            },
            Signed {
                body: b"{\"other\": 1}",
                ..signed
            },
        ];
        for changed in changed {
            assert!(
                !key.verifies(changed, vector.signature()),
                "{}: {changed:?}",
                vector.name
            );
        }
        let wrong = SigningKey::new("wssecret_wrong");
        assert!(
            !wrong.verifies(signed, vector.signature()),
            "{}",
            vector.name
        );
    }
}

#[test]
fn a_signature_that_is_not_base64_or_is_cut_is_refused() {
    let vector = &vectors()[0];
    let key = SigningKey::new(&vector.workspace_secret);

    for signature in [&b""[..], b"=", b"not base64!", &vector.signature()[..40]] {
        assert!(!key.verifies(vector.signed(), signature));
    }
}

#[test]
fn both_forms_of_date_are_read() {
    assert_eq!(
        date_ms("Sat, 21 Nov 2026 05:42:00 GMT"),
        Some(1_795_239_720_000)
    );
    assert_eq!(date_ms("2026-11-21T05:42:10.531Z"), Some(1_795_239_730_531));
    assert_eq!(date_ms("yesterday"), None);
    assert_eq!(date_ms(""), None);
}
