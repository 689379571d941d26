//! The linter and the simulated Slack are two judges that share no code: one is made of
//! `bellhop-templates`' tables, the other of `bellhop-sim`'s. Over a corpus of thousands of messages,
//! valid and not, they say the same.

mod corpus;

use bellhop_sim::{Limits, Sim, SimConfig};
use bellhop_templates::lint::{Severity, lint};
use serde_json::{Value, json};

use corpus::{
    Case, around_every_limit, charts_of_parts, fields_of_one_block, several_blocks, spoilt, valid,
};

/// What each judge says of one message: an error, or nothing.
struct Verdicts {
    linter: Option<String>,
    slack: Option<String>,
}

struct Court {
    sim: Sim,
    client: reqwest::Client,
}

impl Court {
    async fn sit() -> Self {
        let sim = Sim::start(SimConfig {
            limits: Limits::none(),
            ..SimConfig::default()
        });
        Self {
            sim: sim.await.expect("the simulator starts"),
            client: http(),
        }
    }

    async fn judge(&self, message: &Value) -> Verdicts {
        let errors = lint(message).into_iter();
        let linter = errors
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| format!("{} ({})", finding, finding.id))
            .reduce(|all, next| format!("{all}; {next}"));
        let mut body = message.clone();
        body["channel"] = json!("C0GENERAL");
        let call = self
            .client
            .post(format!(
                "{}/chat.postMessage",
                self.sim.api_url().trim_end_matches('/')
            ))
            .bearer_auth("xoxb-demo")
            .json(&body);
        let answer: Value = call
            .send()
            .await
            .expect("the simulator answers")
            .json()
            .await
            .expect("it answers with JSON");
        let slack = (answer["ok"] != true).then(|| answer.to_string());
        Verdicts { linter, slack }
    }
}

fn http() -> reqwest::Client {
    // Only the first of a process counts; the others say no.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy();
    client.build().expect("an HTTP client")
}

/// Judges all cases, and tells those of which the judges, or the contract, think differently.
async fn disagreements(cases: Vec<Case>) -> Vec<String> {
    let court = Court::sit().await;
    let mut told = Vec::new();
    for case in cases {
        let Verdicts { linter, slack } = court.judge(&case.message).await;
        let expected = case.is_valid.unwrap_or(slack.is_none());
        if linter.is_none() == expected && slack.is_none() == expected {
            continue;
        }
        let say = |verdict: &Option<String>| {
            let mut said = verdict.clone().unwrap_or_else(|| "fine".to_owned());
            said.truncate(said.floor_char_boundary(200));
            said
        };
        told.push(format!(
            "{}: should be {}\n    linter: {}\n    slack:  {}",
            case.name,
            case.is_valid
                .map_or("the same for both".to_owned(), |valid| valid.to_string()),
            say(&linter),
            say(&slack),
        ));
    }
    told
}

fn report(told: &[String]) -> String {
    format!("{} disagreements:\n{}", told.len(), told.join("\n"))
}

#[tokio::test]
async fn the_linter_and_slack_take_every_kind_of_block_and_element() {
    let cases = valid();
    assert!(cases.len() >= 45, "{}", cases.len());

    let told = disagreements(cases).await;

    assert!(told.is_empty(), "{}", report(&told));
}

#[tokio::test]
async fn the_linter_and_slack_agree_at_every_limit_and_one_off_it() {
    let cases = around_every_limit();
    assert!(cases.len() >= 200, "{}", cases.len());

    let told = disagreements(cases).await;

    assert!(told.is_empty(), "{}", report(&told));
}

#[tokio::test]
async fn the_linter_and_slack_agree_on_charts_whose_parts_do_not_fit_together() {
    let told = disagreements(charts_of_parts()).await;

    assert!(told.is_empty(), "{}", report(&told));
}

#[tokio::test]
async fn the_linter_and_slack_agree_on_blocks_that_can_not_stand_together() {
    let told = disagreements(several_blocks()).await;

    assert!(told.is_empty(), "{}", report(&told));
}

#[tokio::test]
async fn the_linter_and_slack_agree_on_fields_that_depend_on_each_other() {
    let told = disagreements(fields_of_one_block()).await;

    assert!(told.is_empty(), "{}", report(&told));
}

#[tokio::test]
async fn the_linter_and_slack_agree_on_messages_that_were_spoilt_in_every_place() {
    let cases = spoilt();
    assert!(cases.len() >= 2_000, "{}", cases.len());

    let told = disagreements(cases).await;

    assert!(told.is_empty(), "{}", report(&told));
}
