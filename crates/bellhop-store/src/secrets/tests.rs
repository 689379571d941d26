use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use secrecy::ExposeSecret as _;

use super::*;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn key(text: &str) -> Result<SecretsKey, SecretsKeyError> {
    SecretsKey::parse(&text.to_owned().into())
}

#[test]
fn a_key_is_read_as_hexadecimal_or_base64() {
    let bytes = *key(KEY).unwrap().bytes();

    for text in [
        "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=",
        "ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8",
        "  00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\n",
    ] {
        assert_eq!(*key(text).unwrap().bytes(), bytes, "{text}");
    }
}

#[test]
fn a_text_that_is_not_a_key_is_refused_and_not_repeated() {
    for text in ["", "secret-canary", &KEY[2..], "c2VjcmV0LWNhbmFyeQ=="] {
        let error = key(text).unwrap_err();

        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"the secrets key must be 32 bytes, as base64 (44 characters) or as 64 hexadecimal digits; make one with: openssl rand -base64 32");
        }
    }
}

#[test]
fn a_key_does_not_show_itself() {
    assert_eq!(
        format!("{:?}", key(KEY).unwrap()),
        "SecretsKey(SecretBox<[u8; 32]>([REDACTED]))"
    );
}

#[test]
fn what_was_sealed_opens_in_its_own_row_only() {
    let seal = Seal::new(&key(KEY).unwrap());
    let secret = SecretString::from("xoxb-canary".to_owned());

    let sealed = seal.seal("connections", "con_1", &secret);

    let opened = seal.open("connections", "con_1", &sealed).unwrap();
    assert_eq!(opened.expose_secret(), "xoxb-canary");
    assert!(seal.open("connections", "con_2", &sealed).is_err());
    assert!(seal.open("workspaces", "con_1", &sealed).is_err());
    let other = Seal::new(&key(&KEY.replace("00", "01")).unwrap());
    assert!(other.open("connections", "con_1", &sealed).is_err());
    for position in 0..sealed.len() {
        let mut damaged = sealed.clone();
        damaged[position] ^= 1;
        assert!(
            seal.open("connections", "con_1", &damaged).is_err(),
            "byte {position}"
        );
        assert!(
            seal.open("connections", "con_1", &sealed[..position])
                .is_err(),
            "{position} bytes"
        );
    }
}

#[test]
fn a_connection_is_named_by_its_secret_and_the_key() {
    let seal = Seal::new(&key(KEY).unwrap());
    let id = |seal: &Seal, kind, secret: &str| {
        seal.connection_id(kind, &secret.to_owned().into())
            .as_str()
            .to_owned()
    };

    let token = id(&seal, CredentialKind::Token, "xoxb-1");

    insta::assert_snapshot!(token, @"con_f6f7a5cc21b3caee3da44e48");
    assert_eq!(id(&seal, CredentialKind::Token, "xoxb-1"), token);
    assert_ne!(id(&seal, CredentialKind::Token, "xoxb-2"), token);
    assert_ne!(id(&seal, CredentialKind::Webhook, "xoxb-1"), token);
    let other = Seal::new(&key(&KEY.replace("00", "01")).unwrap());
    assert_ne!(id(&other, CredentialKind::Token, "xoxb-1"), token);
}

#[test]
fn a_key_file_is_made_once_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/secrets.key");

    let made = SecretsKey::load_or_create(&path).unwrap();

    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        SecretsKey::load_or_create(&path).unwrap().bytes(),
        made.bytes()
    );
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_key_file_that_others_may_read_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.key");
    fs::write(&path, KEY).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();

    let error = SecretsKey::load_or_create(&path).unwrap_err().to_string();

    let error = error.replace(path.to_str().unwrap(), "PATH");
    insta::assert_snapshot!(error, @"PATH may be read by others (mode 640), and it holds the secrets key; run: chmod 600 PATH");
}

#[test]
fn programs_that_start_together_agree_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.key");

    let start = || *SecretsKey::load_or_create(&path).unwrap().bytes();
    let keys: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });

    assert!(keys.iter().all(|key| *key == keys[0]));
}
