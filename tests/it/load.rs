//! A load: triggers for every channel while something happens to Bellhop, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use bellhop_sim::Observed;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::app::App;
use crate::client::{Answer, Client};
use crate::setup::{LANES, Setup, lane, lane_token};

/// What a load left behind.
#[derive(Default)]
pub(crate) struct Load {
    /// The texts that were answered with a 202, by channel and in order.
    pub(crate) accepted: BTreeMap<String, Vec<String>>,
    /// The texts whose answer was lost: the server may have taken them before it was gone.
    pub(crate) unanswered: BTreeSet<String>,
    /// How many each channel was sent.
    sent: usize,
    /// Whether each has an idempotency key, with which it is sent until it is accepted.
    keyed: bool,
}

impl Load {
    /// A load that goes on while the service says that it can't: callers with an idempotency key may
    /// call again.
    pub(crate) fn keyed() -> Self {
        Self {
            keyed: true,
            ..Self::default()
        }
    }

    /// Begins to send to every channel, one after the other in each, until each got `each` more or
    /// the server is gone.
    pub(crate) fn begin(&mut self, app: &App, each: usize) -> JoinHandle<Vec<Sent>> {
        let numbers = self.sent..self.sent + each;
        self.sent += each;
        let (client, keyed) = (app.client.clone(), self.keyed);
        tokio::spawn(async move {
            let senders = (0..LANES)
                .map(|channel| send(client.clone(), lane(channel), numbers.clone(), keyed));
            join_all(senders).await
        })
    }

    /// Takes down what became of it.
    pub(crate) async fn end(&mut self, sending: JoinHandle<Vec<Sent>>) {
        for sent in sending.await.expect("senders do not panic") {
            self.unanswered.extend(sent.unanswered);
            let accepted = self.accepted.entry(sent.channel).or_default();
            accepted.extend(sent.accepted);
        }
    }

    /// Everything that was accepted.
    pub(crate) fn all(&self) -> impl Iterator<Item = &String> {
        self.accepted.values().flatten()
    }

    /// Waits until all that was accepted is in Slack, and all that was queued before now is done.
    pub(crate) async fn settle(&self, app: &App) {
        for number in 0..LANES {
            let last = trigger(&app.client, &lane(number), LAST, self.keyed).await;
            last.expect("the server answers").expect(202);
        }
        let all_there = |slack: &Observed<'_>| {
            let lasts = (0..LANES).all(|channel| {
                let channel = lane(channel);
                let mut messages = slack.messages(&channel);
                messages.any(|message| &*message.text == LAST)
            });
            lasts && {
                let there = there(slack);
                self.all().all(|text| there.contains_key(text))
            }
        };
        app.slack_is(all_there).await;
    }
}

/// The text behind everything else.
const LAST: &str = "last";

/// What one sender did.
pub(crate) struct Sent {
    channel: String,
    accepted: Vec<String>,
    unanswered: Option<String>,
}

/// Sends one text to a channel; with a key, again and again while the service says that it can't.
async fn trigger(
    client: &Client,
    channel: &str,
    text: &str,
    keyed: bool,
) -> reqwest::Result<Answer> {
    let data = json!({"text": text});
    let mut body = json!({"workflow": "note", "recipients": [channel], "data": data});
    if keyed {
        body["$idempotency_key"] = format!("{channel} {text} {}", Uuid::new_v4()).into();
    }
    loop {
        let answer = client
            .try_call(Method::POST, "/trigger/", Some(&body))
            .await;
        match answer {
            Ok(answer) if keyed && answer.status == 503 => {}
            answer => return answer,
        }
    }
}

async fn send(
    client: Client,
    channel: String,
    numbers: std::ops::Range<usize>,
    keyed: bool,
) -> Sent {
    let mut sent = Sent {
        channel,
        accepted: Vec::new(),
        unanswered: None,
    };
    for number in numbers {
        let text = format!("{} {number:04}", sent.channel);
        let answer = trigger(&client, &sent.channel, &text, keyed).await;
        match answer {
            Ok(answer) => {
                answer.expect(202);
                sent.accepted.push(text);
            }
            Err(_) => {
                sent.unanswered = Some(text);
                return sent;
            }
        }
    }
    sent
}

/// How often each text is in Slack.
pub(crate) fn there(slack: &Observed<'_>) -> BTreeMap<String, usize> {
    let mut there = BTreeMap::new();
    for channel in 0..LANES {
        for message in slack.messages(&lane(channel)) {
            *there.entry(message.text.to_string()).or_default() += 1;
        }
    }
    there.remove(LAST);
    there
}

/// Starts Bellhop with somebody in every channel, each over a connection of its own.
pub(crate) async fn start(setup: Setup) -> App {
    let app = setup.start().await;
    for number in 0..LANES {
        let slack = json!({"channel_id": lane(number), "access_token": lane_token(number)});
        app.save(&lane(number), slack).await;
    }
    app
}

/// Every channel has what was accepted for it in the order of acceptance, repeats aside.
pub(crate) fn assert_in_order(app: &App, load: &Load) {
    for (channel, accepted) in &load.accepted {
        let mut seen = BTreeSet::new();
        let mut texts = app.texts(channel);
        texts.retain(|text| accepted.contains(text) && seen.insert(text.clone()));
        assert_eq!(&texts, accepted);
    }
}
