//! The reference of `slack.libsonnet` that the studio shows.

use reqwest::Method;
use serde_json::{Value, json};

use crate::setup::Setup;

#[tokio::test]
async fn every_function_of_the_library_is_listed_with_what_its_example_makes() {
    let app = Setup::new().start().await;

    let first = app.client.get("/v1/library/").await.expect(200);
    let second = app.client.get("/v1/library").await.expect(200);

    assert_eq!(first, second);
    let results = first["results"].as_array().expect("it is a list");
    let section = results.iter().find(|one| one["name"] == "section");
    let section = section.expect("there are sections");
    assert_eq!(section["chapter"], "Blocks");
    assert_eq!(section["signature"], "section(text, accessory=null)");
    assert_eq!(section["parameters"], json!(["text", "accessory=null"]));
    let block = &section["message"]["blocks"][0];
    assert_eq!(block["text"]["text"], "Hello *Ada*", "{section:#}");
    let complete = |one: &Value| one["purpose"].is_string() && one["message"]["blocks"].is_array();
    assert!(results.iter().all(complete), "{first:#}");
}

#[tokio::test]
async fn the_library_is_for_those_who_are_signed_in() {
    let app = Setup::new().start().await;

    let request = app.client.request(Method::GET, "/v1/library/");
    let answer = app.client.send(request).await;

    answer.expect("the server answers").expect(401);
}
