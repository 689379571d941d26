//! The reference engine, libjsonnet 0.17: the oracle that the default engine is compared with.
//!
//! It can't keep a parsed template, so every render parses everything, its own standard library
//! included: 10 to 80 ms. It knows the language of 2020. `compile` therefore only finds out whether
//! the template needs the wrapper; all else shows at the first render.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use jsonnet::JsonnetVm;
use rsjsonnet_lang::arena::Arena;
use rsjsonnet_lang::program::Program;
use serde_json::Value;

use super::failure::{Failure, shorten};
use super::position::around;
use super::rsjsonnet::is_free_data;
use super::{Session, WRAPPER};
use crate::bundle::{Bundle, File, Hash, Origin};

/// What stands before the paths of files, so that their origin can be told from their path.
const OWN: &str = "own/";
const LIBRARY: &str = "lib/";
const BUILT_IN: &str = "built-in/";

pub(crate) struct Libjsonnet {
    templates: HashMap<Hash, Template>,
}

#[derive(Clone)]
struct Template {
    bundle: Rc<Bundle>,
    wrapper: &'static str,
}

impl Libjsonnet {
    pub(crate) fn new() -> Self {
        Self {
            templates: HashMap::new(),
        }
    }

    fn template(&mut self, bundle: &Bundle) -> Template {
        let template = self
            .templates
            .entry(bundle.hash)
            .or_insert_with(|| Template {
                wrapper: if uses_free_data(&bundle.template().text) {
                    WRAPPER
                } else {
                    ""
                },
                bundle: Rc::new(bundle.clone()),
            });
        template.clone()
    }
}

impl Session for Libjsonnet {
    fn compile(&mut self, bundle: &Bundle) -> Result<(), Failure> {
        self.template(bundle);
        Ok(())
    }

    fn render(&mut self, bundle: &Bundle, data: &[u8]) -> Result<Value, Failure> {
        let Template { bundle, wrapper } = self.template(bundle);
        // The data becomes code here, so it must be JSON and nothing else.
        let data: serde_json::Map<String, Value> =
            serde_json::from_slice(data).map_err(|error| {
                Failure::without_place(format!("the data is not an object: {error}"))
            })?;
        let data = Value::Object(data).to_string();
        let file = bundle.template();
        let source = format!("{wrapper}{}", file.text);
        let mut vm = JsonnetVm::new();
        vm.max_trace(Some(8));
        let imports = Rc::clone(&bundle);
        // The callback is never freed (a known leak), so it owns no more than a count.
        vm.import_callback(move |_, base, path| import(&imports, base, path));
        vm.tla_code("data", &data);
        let name = format!("{OWN}{}", file.path);
        match vm.evaluate_snippet(&name, &source) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| {
                Failure::without_place(format!("the result is not JSON: {error}"))
            }),
            Err(error) => Err(explain(&error.to_string(), &bundle, wrapper)),
        }
    }

    /// libjsonnet writes traces to stderr itself.
    fn take_traces(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn is_spent(&self) -> bool {
        false
    }
}

/// libjsonnet tells this only in the text of an error; the default engine's analysis knows it.
fn uses_free_data(source: &str) -> bool {
    let arena = Arena::new();
    let mut program = Program::new(&arena);
    let (context, _) = program
        .span_manager_mut()
        .insert_source_context(source.len());
    let loaded = program.load_source(context, source.as_bytes(), true, "");
    loaded.is_err_and(|error| is_free_data(&error))
}

fn import(bundle: &Bundle, base: &Path, path: &Path) -> Result<(PathBuf, String), String> {
    let from = file_at(bundle, &format!("{}_", base.display()));
    let path = path.to_str().ok_or("the path of an import must be UTF-8")?;
    let file = bundle
        .resolve(&from, path)
        .map_err(|refused| refused.to_string())?;
    let prefix = match file.origin {
        Origin::Own(_) => OWN,
        Origin::Library(_) => LIBRARY,
        Origin::BuiltIn => BUILT_IN,
    };
    Ok((
        PathBuf::from(format!("{prefix}{}", file.path)),
        file.text.as_ref().to_owned(),
    ))
}

/// The file that libjsonnet calls `name`; its text is of no interest.
fn file_at(bundle: &Bundle, name: &str) -> File {
    let file = |origin, path: &str| File {
        origin,
        path: path.to_owned(),
        text: "".into(),
    };
    if let Some(path) = name.strip_prefix(OWN) {
        file(Origin::Own(bundle.hash), path)
    } else if let Some(path) = name.strip_prefix(LIBRARY) {
        file(Origin::Library(bundle.hash), path)
    } else {
        file(Origin::BuiltIn, name.strip_prefix(BUILT_IN).unwrap_or(name))
    }
}

/// libjsonnet's text, with the first place in it that an author can change.
fn explain(text: &str, bundle: &Bundle, wrapper: &str) -> Failure {
    let reason = text.lines().next().unwrap_or(text);
    let stack = text
        .lines()
        .skip(1)
        .take(6)
        .map(|line| shorten(line.trim(), 200))
        .collect();
    let bare = Failure {
        stack,
        ..Failure::without_place(reason)
    };
    let Some((path, line, column)) = text.split_whitespace().find_map(place) else {
        return bare;
    };
    let file = file_at(bundle, path);
    let template = bundle.template();
    let is_template = matches!(file.origin, Origin::Own(_)) && file.path == template.path;
    let source_line = if is_template {
        template.text.lines().nth(line - 1)
    } else {
        None
    };
    let shift = if is_template && line == 1 {
        wrapper.len()
    } else {
        0
    };
    let column = column.saturating_sub(shift);
    let (source_line, caret) = around(source_line.unwrap_or(""), column.saturating_sub(1));
    Failure {
        file: file.display_name(&bundle.slug),
        line,
        column,
        source_line,
        caret,
        ..bare
    }
}

/// `own/template.jsonnet:5:18-28` or `lib/x.libsonnet:(5:18)-(7:1)`.
fn place(word: &str) -> Option<(&str, usize, usize)> {
    if !word.starts_with(OWN) && !word.starts_with(LIBRARY) {
        return None;
    }
    let (path, rest) = word.split_once(':')?;
    let mut numbers = rest
        .split(|char: char| !char.is_ascii_digit())
        .filter(|text| !text.is_empty());
    let line = numbers.next()?.parse().ok().filter(|line| *line > 0)?;
    Some((path, line, numbers.next()?.parse().ok()?))
}
