//! Helpers come and go, and no render notices.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_templates::{RenderError, Templates, TemplatesError};

use serde_json::json;

use crate::kitchen::{Kitchen, render, slug};

fn signal(name: &str, id: u32) {
    let status = Command::new("kill")
        .args([name, &id.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn a_helper_that_is_killed_from_outside_costs_no_message() {
    let templates = Kitchen::with_template("function(data) { text: data.text }")
        .open()
        .await;

    for _ in 0..3 {
        for id in templates.idle_helpers() {
            signal("-KILL", id);
        }
        let rendered = render(&templates, r#"{"text": "still here"}"#)
            .await
            .unwrap();
        assert_eq!(rendered.value()["text"], "still here");
    }
}

#[tokio::test]
async fn a_helper_that_gets_no_processor_is_not_held_against_the_template() {
    let kitchen = Kitchen::with_template("function(data) { text: data.text }");
    let mut config = kitchen.config();
    config.deadline = Duration::from_millis(20);
    let templates = Templates::open(config).await.unwrap();
    for id in templates.idle_helpers() {
        signal("-STOP", id);
    }

    let mut errors = Vec::new();
    let rendered = loop {
        match render(&templates, r#"{"text": "at last"}"#).await {
            Ok(rendered) => break rendered,
            Err(error) => errors.push(error),
        }
    };

    assert_eq!(rendered.value()["text"], "at last");
    assert!((1..=2).contains(&errors.len()), "{errors:?}");
    for error in errors {
        assert_eq!(
            (error.fault(), error.reason()),
            (Fault::Retry, Reason::RendererUnavailable)
        );
    }
}

#[tokio::test]
async fn a_render_that_nobody_waits_for_any_more_harms_no_other() {
    let templates = Kitchen::with_template("function(data) { text: data.text }")
        .open()
        .await;
    let endless = "local f(x) = f(x + 1) tailstrict; f(0)";

    for _ in 0..3 {
        let slug = slug("t");
        let abandoned = templates.render_draft(&slug, endless, b"{}");
        tokio::time::timeout(Duration::from_millis(20), abandoned)
            .await
            .unwrap_err();
        let rendered = render(&templates, r#"{"text": "next"}"#).await.unwrap();
        assert_eq!(rendered.value()["text"], "next");
    }
}

#[tokio::test]
async fn a_helper_is_replaced_after_so_many_renders() {
    let kitchen = Kitchen::with_template("function(data) { text: data.text }");
    let mut config = kitchen.config();
    config.helper_renders_max = 10;
    let templates = Templates::open(config).await.unwrap();
    let at_first = templates.idle_helpers();

    for _ in 0..40 {
        render(&templates, r#"{"text": "x"}"#).await.unwrap();
    }

    assert!(
        templates
            .idle_helpers()
            .iter()
            .all(|id| !at_first.contains(id))
    );
}

#[tokio::test]
async fn more_renders_than_helpers_wait_for_their_turn() {
    let templates = Kitchen::with_template("function(data) { text: data.text }")
        .open()
        .await;
    let renders = (0..200).map(|number| {
        let templates = &templates;
        async move {
            let data = format!(r#"{{"text": "number {number}"}}"#);
            let rendered = render(templates, &data).await.unwrap();
            assert_eq!(rendered.value()["text"], format!("number {number}"));
        }
    });

    futures_util::future::join_all(renders).await;
}

#[tokio::test]
async fn nothing_of_one_recipient_reaches_another() {
    let kitchen = Kitchen::new()
        .file(
            "lib/names.libsonnet",
            "{ greet(person):: 'Hello ' + person, cache: {} }",
        )
        .file("t/own.libsonnet", "function(data) data.secret")
        .file(
            "t/template.jsonnet",
            "local names = import 'names.libsonnet';
             local own = import 'own.libsonnet';
             function(data)
               if 'fail' in data then error 'failed for ' + data.secret
               else { text: names.greet(own(data)) }",
        )
        .file(
            "legacy/template.jsonnet",
            "[{ type: 'header', text: { type: 'plain_text', text: data.secret } }]",
        );
    let templates = kitchen.open().await;

    for number in 0..100 {
        let mine = format!("secret-{number}.");
        let data = format!(r#"{{"secret": "{mine}"}}"#);
        let failing = format!(r#"{{"secret": "{mine}", "fail": 1}}"#);
        let new = render(&templates, &data).await.unwrap();
        let legacy = templates
            .render(&slug("legacy"), data.as_bytes())
            .await
            .unwrap();
        let error = render(&templates, &failing).await.unwrap_err().to_string();
        let without = render(&templates, "{}").await.unwrap_err().to_string();

        for text in [new.message.get(), legacy.message.get(), &error] {
            assert!(text.contains(&mine), "{text}");
            assert_eq!(
                text.matches("secret-").count(),
                text.matches(&mine).count(),
                "{text}"
            );
        }
        assert!(!without.contains("secret-"), "{without}");
    }
}

#[tokio::test]
async fn a_helper_has_no_environment_and_ends_with_its_program() {
    let templates = Kitchen::with_template("{ text: 'x' }").open().await;
    let ids = templates.idle_helpers();

    let environment = fs::read(format!("/proc/{}/environ", ids[0])).unwrap();
    templates.shut_down().await;

    assert!(environment.is_empty());
    for id in ids {
        assert!(!std::path::Path::new(&format!("/proc/{id}")).exists());
    }
    let error = render(&templates, "{}").await.unwrap_err();
    assert!(
        matches!(error, RenderError::HelperUnavailable { .. }),
        "{error}"
    );
    assert_eq!(error.reason(), Reason::RendererUnavailable);
}

/// A frame as the program sends it: length, kind, body.
fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 1).unwrap();
    [&length.to_le_bytes(), [kind].as_slice(), body].concat()
}

/// Processor time of a process so far, in hundredths of a second.
fn ticks(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields = stat.rsplit_once(')').unwrap().1.split_ascii_whitespace();
    fields
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum()
}

/// This is how helpers go when the program is killed and can't end them any more.
#[test]
fn a_helper_in_the_middle_of_a_render_ends_when_its_stdin_is_closed() {
    let limits = json!({
        "engine": "rsjsonnet", "memory_bytes": 512 << 20, "output_bytes_max": 1_000,
        "renders_max": 10, "resident_bytes_max": 1 << 30,
    });
    let endless = "local f(x) = f(x + 1) tailstrict; f(0)";
    let bundle = json!({
        "slug": "t", "hash": vec![0; 32], "files": { "template.jsonnet": endless },
        "libraries": { "hash": vec![0; 32], "files": {} },
    });
    let mut helper = Command::new(env!("CARGO_BIN_EXE_render-helper"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = helper.stdin.take().unwrap();
    stdin
        .write_all(&frame(1, limits.to_string().as_bytes()))
        .unwrap();
    stdin
        .write_all(&frame(2, bundle.to_string().as_bytes()))
        .unwrap();
    stdin
        .write_all(&frame(4, &[[0; 32].as_slice(), b"{}"].concat()))
        .unwrap();
    while ticks(helper.id()) < 10 {
        std::thread::yield_now();
    }

    drop(stdin);

    assert!(helper.wait().unwrap().success());
}

#[tokio::test]
async fn a_helper_that_does_not_start_is_an_error_at_the_start() {
    let mut config = Kitchen::with_template("{ text: 'x' }").leak();
    config.helper = vec!["/does/not/exist".into()];

    let error = Templates::open(config).await.unwrap_err();

    assert!(matches!(error, TemplatesError::Helpers(_)), "{error}");
}

#[tokio::test]
async fn the_reference_engine_without_its_feature_is_a_clear_error() {
    if cfg!(feature = "libjsonnet") {
        return;
    }
    let mut config = Kitchen::with_template("{ text: 'x' }").leak();
    config.engine = bellhop_templates::Engine::Libjsonnet;

    let error = Templates::open(config).await.unwrap_err();

    insta::assert_snapshot!(error, @"templates.engine: libjsonnet needs a build with `--features libjsonnet`");
}
