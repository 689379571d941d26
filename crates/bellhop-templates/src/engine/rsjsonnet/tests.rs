//! What is parsed once stays parsed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsjsonnet_lang::arena::Arena;

use super::Rsjsonnet;
use crate::bundle::{Bundle, Libraries};
use crate::engine::Session;

#[test]
fn a_warm_render_neither_parses_nor_evaluates_a_library_again() {
    let library = "std.trace('evaluated', { greet(name):: 'Hello ' + name })";
    let template =
        "local lib = import 'lib.libsonnet'; function(data) { text: lib.greet(data.name) }";
    let files = |name: &str, text: &str| BTreeMap::from([(name.to_owned(), Arc::from(text))]);
    let libraries = Arc::new(Libraries::new(files("lib.libsonnet", library)));
    let template = files("template.jsonnet", template);
    let bundle = Bundle::new("t", template, libraries, crate::lint::Rules::default());
    let arena = Arena::new();
    let mut session = Rsjsonnet::new(&arena);

    session.render(&bundle, br#"{"name": "Ada"}"#).unwrap();
    let (cold, sources) = (session.take_traces(), session.shelf.sources.len());
    for _ in 0..100 {
        session.render(&bundle, br#"{"name": "Bob"}"#).unwrap();
    }

    assert_eq!(cold, ["evaluated"]);
    assert!(session.take_traces().is_empty());
    assert_eq!(session.shelf.sources.len(), sources);
}
