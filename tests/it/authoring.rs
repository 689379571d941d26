//! The command line of those who write templates, on real folders.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::app::{PATIENCE, program};

/// What a command printed, and its exit code.
struct Output {
    code: i32,
    text: String,
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .env_clear()
        .env("BELLHOP_TEMPLATES__DIR", folder.path())
        .env("BELLHOP_TEMPLATES__HELPERS", "1")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let output = command(folder, arguments).output().await;
    let output = output.expect("the program can be started");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text += &String::from_utf8_lossy(&output.stderr);
    Output {
        code: output.status.code().unwrap_or(-1),
        text,
    }
}

/// What a command printed, as the one JSON document that it is.
fn document(output: &Output) -> Value {
    serde_json::from_str(&output.text).unwrap_or_else(|error| panic!("{error} in {}", output.text))
}

fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    let parent = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).expect("the test owns the folder");
    std::fs::write(path, text).expect("the test owns the folder");
}

fn read(folder: &TempDir, path: &str) -> String {
    std::fs::read_to_string(folder.path().join(path)).unwrap_or_default()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

#[tokio::test]
async fn a_new_workflow_passes_its_test_and_is_never_overwritten() {
    let folder = folder();

    let made = run(&folder, &["new", "order-late"]).await;
    let tested = run(&folder, &["test", "order-late"]).await;
    write(&folder, "order-late/template.jsonnet", "{ text: 'mine' }");
    let again = run(&folder, &["new", "order-late"]).await;
    let wrong = run(&folder, &["new", "Not A Slug!"]).await;

    assert_eq!(
        (made.code, tested.code),
        (0, 0),
        "{}{}",
        made.text,
        tested.text
    );
    assert!(tested.text.contains("1 of 1 examples"), "{}", tested.text);
    assert_eq!(
        (again.code, wrong.code),
        (1, 2),
        "{}{}",
        again.text,
        wrong.text
    );
    assert!(again.text.contains("nothing was changed"), "{}", again.text);
    let source = read(&folder, "order-late/template.jsonnet");
    assert_eq!(source, "{ text: 'mine' }");
}

#[tokio::test]
async fn every_example_has_a_golden_message_and_a_difference_is_shown() {
    let folder = folder();
    write(
        &folder,
        "t/template.jsonnet",
        "function(data) { text: 'hello ' + data.name }",
    );
    write(&folder, "t/example.json", r#"{"name": "Ada"}"#);
    write(&folder, "t/examples/empty-name.json", r#"{"name": ""}"#);

    let missing = run(&folder, &["test"]).await;
    let updated = run(&folder, &["test", "--update"]).await;
    let good = run(&folder, &["test", "t"]).await;
    write(
        &folder,
        "t/template.jsonnet",
        "function(data) { text: 'bye ' + data.name }",
    );
    let differs = run(&folder, &["test", "t"]).await;
    let json = run(&folder, &["test", "t", "--format", "json"]).await;
    let github = run(&folder, &["test", "t", "--format", "github"]).await;
    let unknown = run(&folder, &["test", "nothing"]).await;

    assert_eq!(
        (missing.code, updated.code, good.code),
        (1, 0, 0),
        "{}",
        good.text
    );
    assert!(read(&folder, "t/golden/empty-name.json").contains("\"hello \""));
    assert_eq!(differs.code, 1);
    for line in ["-   \"text\": \"hello Ada\"", "+   \"text\": \"bye Ada\""] {
        assert!(
            differs.text.contains(line),
            "{line} is not in {}",
            differs.text
        );
    }
    let json = document(&json);
    let first = &json["results"][0];
    assert_eq!(
        (&json["good"], &first["good"], &first["example"]),
        (&false.into(), &false.into(), &"example.json".into())
    );
    assert_eq!(first["problem"]["file"], "t/example.json");
    assert!(github.text.starts_with("::error file="), "{}", github.text);
    assert_eq!(unknown.code, 2, "{}", unknown.text);
}

#[tokio::test]
async fn fuzzing_finds_data_that_pings_and_data_that_is_too_long() {
    let folder = folder();
    let careless = "function(data) { text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'from ' + data.name } }] }";
    write(&folder, "careless/template.jsonnet", careless);
    write(&folder, "careless/example.json", r#"{"name": "Ada"}"#);
    write(&folder, "careless/workflow.toml", "long_text = 'refuse'");

    let careless = run(&folder, &["fuzz", "careless", "--format", "json"]).await;

    assert_eq!(careless.code, 1);
    assert!(
        careless.text.contains("can ping the channel"),
        "{}",
        careless.text
    );
    assert!(careless.text.contains("at most 3000"), "{}", careless.text);
}

#[tokio::test]
async fn fuzzing_keeps_to_the_schema_and_leaves_out_what_is_optional() {
    let folder = folder();
    let template = "local slack = import 'slack.libsonnet'; function(data) slack.message('x', [slack.section([data.name, data.note])])";
    write(&folder, "t/template.jsonnet", template);
    write(
        &folder,
        "t/example.json",
        r#"{"name": "Ada", "note": "hi"}"#,
    );
    let schema = |required: &str| {
        format!(
            r#"{{"type": "object", "required": {required}, "properties": {{
                "name": {{"type": "string", "minLength": 1, "maxLength": 40}},
                "note": {{"enum": ["hi", "ho"]}}}}}}"#
        )
    };

    write(&folder, "t/schema.json", &schema(r#"["name", "note"]"#));
    let strict = run(&folder, &["fuzz", "t"]).await;
    write(&folder, "t/schema.json", &schema(r#"["name"]"#));
    let loose = run(&folder, &["fuzz", "t"]).await;

    assert_eq!(strict.code, 0, "{}", strict.text);
    assert_eq!(loose.code, 1);
    assert!(loose.text.contains("/note: left out"), "{}", loose.text);
}

#[tokio::test]
async fn watching_shows_what_is_wrong_on_save_and_that_it_is_repaired() {
    let folder = folder();
    write(
        &folder,
        "t/template.jsonnet",
        "function(data) { text: data.name }",
    );
    write(&folder, "t/example.json", r#"{"name": "Ada"}"#);
    let updated = run(&folder, &["test", "--update"]).await;
    assert_eq!(updated.code, 0, "{}", updated.text);
    let mut child = command(&folder, &["watch", "t"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started");
    let output = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines();
    let mut wait_for = async |part: &str| {
        let looking = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if line.contains(part) {
                    return true;
                }
            }
            false
        };
        let came = tokio::time::timeout(PATIENCE, looking).await;
        assert_eq!(came, Ok(true), "{part} was not printed");
    };

    wait_for("watching").await;
    write(
        &folder,
        "t/template.jsonnet",
        "function(data)\n  { text: data.absent }",
    );
    wait_for("t/template.jsonnet:2").await;
    write(
        &folder,
        "t/template.jsonnet",
        "function(data) { text: '' + data.name }",
    );
    wait_for("✓ t example.json").await;
}

/// A folder with a template that fails in line 3, one that Slack refuses, and one with a warning.
fn troubled() -> TempDir {
    let folder = folder();
    let failing = "function(data)\n  {\n    text: data.absent,\n  }\n";
    write(&folder, "templates/failing/template.jsonnet", failing);
    write(&folder, "templates/failing/example.json", "{}");
    let refused = "function(data) {\n  text: 'x',\n  blocks: [\n    { type: 'header', text: { type: 'mrkdwn', text: 'Title' } },\n  ],\n}\n";
    write(&folder, "templates/refused/template.jsonnet", refused);
    write(&folder, "templates/refused/example.json", "{}");
    let warned = "function(data) {\n  blocks: [{ type: 'divider' }],\n}\n";
    write(&folder, "templates/warned/template.jsonnet", warned);
    write(&folder, "templates/warned/example.json", "{}");
    folder
}

/// Runs a command as a workflow of GitHub Actions does: in the repository, on its folder `templates`.
async fn run_in(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = command(folder, arguments);
    command
        .current_dir(folder.path())
        .env("BELLHOP_TEMPLATES__DIR", "templates");
    let output = command.output().await.expect("the program can be started");
    Output {
        code: output.status.code().unwrap_or(-1),
        text: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

#[tokio::test]
async fn annotations_name_file_line_and_column_from_the_folder_that_the_command_runs_in() {
    let folder = troubled();

    let linted = run_in(&folder, &["lint", "--format", "github"]).await;
    let tested = run_in(&folder, &["test", "--format", "github"]).await;
    let rendered = run_in(&folder, &["render", "failing", "--format", "github"]).await;

    assert_eq!((linted.code, tested.code, rendered.code), (1, 1, 1));
    assert_eq!(linted.text, tested.text);
    for start in [
        "::error file=templates/failing/template.jsonnet,line=3,col=11,title=failing example.json::",
        "::error file=templates/refused/template.jsonnet,line=4,title=refused example.json%3A header.text.",
        "::warning file=templates/warned/template.jsonnet,title=warned example.json%3A message.required::",
    ] {
        let is_there = linted.text.lines().any(|line| line.starts_with(start));
        assert!(is_there, "{start} is not in {}", linted.text);
    }
    let place = "::error file=templates/failing/template.jsonnet,line=3,col=11,title=failing::";
    assert!(rendered.text.starts_with(place), "{}", rendered.text);
    assert!(linted.text.lines().all(|line| line.starts_with("::")));
}

#[tokio::test]
async fn json_is_one_document_with_the_problems_and_findings_of_the_api() {
    let folder = troubled();

    let linted = run_in(&folder, &["lint", "--format", "json"]).await;
    let rendered = run_in(&folder, &["render", "warned", "--format", "json"]).await;
    let failed = run_in(&folder, &["render", "failing", "--format", "json"]).await;
    let one = run_in(&folder, &["lint", "templates/warned", "--format", "json"]).await;

    assert_eq!((linted.code, rendered.code, failed.code), (1, 0, 1));
    let results = &document(&linted)["results"];
    let problem = &results[0]["problem"];
    assert_eq!(
        (&problem["file"], &problem["line"], &problem["column"]),
        (&"failing/template.jsonnet".into(), &3.into(), &11.into())
    );
    let finding = &results[1]["problem"]["findings"][0];
    assert_eq!(finding["place"], "refused/template.jsonnet:4");
    assert_eq!(results[2]["warnings"][0]["severity"], "warning");
    let rendered = document(&rendered);
    assert_eq!(rendered["message"]["blocks"][0]["type"], "divider");
    assert_eq!(rendered["warnings"], results[2]["warnings"]);
    let failed = document(&failed);
    assert_eq!(
        (&failed["message"], &failed["problem"]["line"]),
        (&Value::Null, &3.into())
    );
    let one = document(&one);
    assert_eq!(one["results"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_is_said_in_the_form_that_was_asked_for() {
    let folder = troubled();
    write(
        &folder,
        "templates/warned/workflow.toml",
        "category = 'urgent'",
    );

    let text = run_in(&folder, &["lint"]).await;
    let json = run_in(&folder, &["lint", "--format", "json"]).await;
    let github = run_in(&folder, &["lint", "--format", "github"]).await;
    let fuzzed = run_in(&folder, &["fuzz", "warned", "--format", "github"]).await;

    assert_eq!((text.code, json.code, github.code), (1, 1, 1));
    let json = document(&json);
    let message = json["problem"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("`category` is"), "{message}");
    let start = "::error file=templates/warned/workflow.toml,title=templates::";
    assert!(github.text.starts_with(start), "{}", github.text);
    assert_eq!(fuzzed.text, github.text);
}

#[tokio::test]
async fn linting_holds_the_schema_and_every_example_against_each_other() {
    let folder = folder();
    write(&folder, "templates/t/template.jsonnet", "{ text: 'x' }");
    write(
        &folder,
        "templates/t/example.json",
        r#"{"name": "Ada", "$brand": {}}"#,
    );
    write(
        &folder,
        "templates/t/examples/no-name.json",
        r#"{"nme": "Ada"}"#,
    );
    let schema = r#"{"required": ["name"], "properties": {"name": {"type": "string"}}, "additionalProperties": false}"#;
    write(&folder, "templates/t/schema.json", schema);

    let updated = run_in(&folder, &["test", "--update"]).await;
    let linted = run_in(&folder, &["lint"]).await;
    let github = run_in(&folder, &["lint", "--format", "github"]).await;
    write(&folder, "templates/t/schema.json", r##"{"$ref": "#"}"##);
    let wrong = run_in(&folder, &["lint", "--format", "github"]).await;

    assert_eq!((updated.code, linted.code, wrong.code), (1, 1, 1));
    assert!(linted.text.contains("✓ t example.json"), "{}", linted.text);
    let why = "the example does not fit: the data must ";
    assert!(linted.text.contains(why), "{}", linted.text);
    let start = "::error file=templates/t/examples/no-name.json,title=t examples/no-name.json::the example does not fit";
    assert!(github.text.starts_with(start), "{}", github.text);
    let start = "::error file=templates/t/schema.json,title=templates::";
    assert!(wrong.text.starts_with(start), "{}", wrong.text);
}

#[tokio::test]
async fn a_program_that_watches_reads_one_document_a_line() {
    let folder = troubled();
    let mut command = command(&folder, &["watch", "failing", "--format", "json"]);
    command
        .env("BELLHOP_TEMPLATES__DIR", folder.path().join("templates"))
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    let output = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines();
    let mut next = async || {
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let line = line.expect("a line comes").expect("it can be read");
        serde_json::from_str::<Value>(&line.unwrap_or_default()).unwrap_or_default()
    };

    let broken = next().await;
    let fine = "function(data) { text: 'x' }";
    write(&folder, "templates/failing/template.jsonnet", fine);
    let mended = next().await;

    assert_eq!(broken["results"][0]["problem"]["line"], 3, "{broken:#}");
    let problem = mended["results"][0]["problem"]["message"].as_str();
    let problem = problem.unwrap_or_default();
    assert!(problem.contains("there is no golden.json"), "{mended:#}");
}
