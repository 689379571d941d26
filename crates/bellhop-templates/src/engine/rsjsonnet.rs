//! The default engine: templates are parsed once and kept, data is bound natively.
//!
//! Names in the data are interned for as long as the program lives, and a failed evaluation may
//! leave thunks half done, so a session is spent after a failure and after some thousand renders.

use std::collections::HashMap;

use rsjsonnet_lang::arena::Arena;
use rsjsonnet_lang::interner::InternedStr;
use rsjsonnet_lang::program::{
    AnalyzeError, Callbacks, EvalStackTraceItem, ImportError, LoadError, NativeError, Program,
    Thunk, Value,
};
use rsjsonnet_lang::span::{SpanContext, SpanContextId, SpanId, SpanManager};

use super::failure::Failure;
use super::position::{Place, Source};
use super::{Session, WRAPPER, data, explain, keep_trace};
use crate::bundle::{Bundle, File, Hash, Origin};

/// Renders after which a session is spent: a new one costs 0.13 ms.
const RENDERS_MAX: u32 = 2_000;

pub(crate) struct Rsjsonnet<'p> {
    program: Program<'p>,
    templates: HashMap<Hash, Template<'p>>,
    shelf: Shelf<'p>,
    renders: u32,
    failed: bool,
}

#[derive(Clone)]
struct Template<'p> {
    thunk: Thunk<'p>,
    takes_data: bool,
}

/// The sources that were loaded, to explain failures, and the imports among them.
#[derive(Default)]
pub(super) struct Shelf<'p> {
    sources: HashMap<SpanContextId, (Source, File)>,
    imported: HashMap<(Origin, String), Thunk<'p>>,
    traces: Vec<String>,
}

impl<'p> Rsjsonnet<'p> {
    pub(crate) fn new(arena: &'p Arena) -> Self {
        Self {
            program: Program::new(arena),
            templates: HashMap::new(),
            shelf: Shelf::default(),
            renders: 0,
            failed: false,
        }
    }

    fn template(&mut self, bundle: &Bundle) -> Result<Template<'p>, Failure> {
        if let Some(template) = self.templates.get(&bundle.hash) {
            return Ok(template.clone());
        }
        let file = bundle.template();
        let slug = &bundle.slug;
        let loaded = match self.shelf.load(&mut self.program, &file, slug, "") {
            // The older way of writing templates: `data` is just there.
            Err(error) if is_free_data(&error.0) => {
                self.shelf.load(&mut self.program, &file, slug, WRAPPER)
            }
            loaded => loaded,
        };
        let thunk = loaded.map_err(|error| error.1)?;
        let mut imports = Imports {
            bundle,
            shelf: &mut self.shelf,
            refused: None,
        };
        let value = match self.program.eval_value(&thunk, &mut imports) {
            Ok(value) => value,
            Err(error) => {
                let refused = imports.refused.take();
                return Err(explain::evaluation(&error, refused, b"", &self.places()));
            }
        };
        let template = Template {
            thunk,
            takes_data: value.is_function(),
        };
        self.templates.insert(bundle.hash, template.clone());
        Ok(template)
    }

    fn evaluate(&mut self, bundle: &Bundle, text: &[u8]) -> Result<serde_json::Value, Failure> {
        let template = self.template(bundle)?;
        let data = data::bind(&mut self.program, text)?;
        let data = self.program.value_to_thunk(&data);
        let arguments = [(self.program.intern_str("data"), data)];
        let mut imports = Imports {
            bundle,
            shelf: &mut self.shelf,
            refused: None,
        };
        let result = if template.takes_data {
            self.program
                .eval_call(&template.thunk, &[], &arguments, &mut imports)
        } else {
            self.program.eval_value(&template.thunk, &mut imports)
        };
        match result {
            Ok(value) => data::to_json(&value),
            Err(error) => {
                let refused = imports.refused.take();
                Err(explain::evaluation(&error, refused, text, &self.places()))
            }
        }
    }

    fn places(&self) -> Places<'_, 'p> {
        Places {
            spans: self.program.span_manager(),
            shelf: &self.shelf,
        }
    }
}

impl Session for Rsjsonnet<'_> {
    fn compile(&mut self, bundle: &Bundle) -> Result<(), Failure> {
        // Said before it happens: a panic must not leave a session that looks sound.
        self.failed = true;
        let result = self.template(bundle).map(drop);
        self.failed = result.is_err();
        result
    }

    fn render(&mut self, bundle: &Bundle, data: &[u8]) -> Result<serde_json::Value, Failure> {
        self.renders += 1;
        self.failed = true;
        let result = self.evaluate(bundle, data);
        self.failed = result.is_err();
        self.program.maybe_gc();
        result
    }

    fn take_traces(&mut self) -> Vec<String> {
        std::mem::take(&mut self.shelf.traces)
    }

    fn is_spent(&self) -> bool {
        self.failed || self.renders >= RENDERS_MAX
    }
}

impl<'p> Shelf<'p> {
    fn load(
        &mut self,
        program: &mut Program<'p>,
        file: &File,
        slug: &str,
        wrapper: &str,
    ) -> Result<Thunk<'p>, Box<(LoadError, Failure)>> {
        let name = file.display_name(slug);
        let text = format!("{wrapper}{}", file.text);
        let (context, _) = program.span_manager_mut().insert_source_context(text.len());
        let source = Source {
            name: name.clone(),
            text: file.text.clone(),
            shift: wrapper.len(),
            built_in: file.origin == Origin::BuiltIn,
        };
        self.sources.insert(context, (source, file.clone()));
        program
            .load_source(context, text.as_bytes(), true, &name)
            .map_err(|error| {
                let places = Places {
                    spans: program.span_manager(),
                    shelf: self,
                };
                let failure = explain::loading(&error, &places);
                Box::new((error, failure))
            })
    }
}

/// Where spans are, for the sources that the shelf knows; the standard library is not among them.
pub(super) struct Places<'a, 'p> {
    spans: &'a SpanManager,
    shelf: &'a Shelf<'p>,
}

impl Places<'_, '_> {
    /// The place of a span, and whether it is in a file that is built into the program.
    pub(super) fn of(&self, span: SpanId) -> Option<(Place, bool)> {
        let (context, start, _) = self.spans.get_span(span);
        let (source, _) = self.shelf.sources.get(&context)?;
        Some((source.place(start), source.built_in))
    }

    /// What a span of an author's source says.
    pub(super) fn text(&self, span: SpanId) -> Option<&str> {
        let (context, start, end) = self.spans.get_span(span);
        let (source, _) = self.shelf.sources.get(&context)?;
        let range = start.checked_sub(source.shift)?..end.checked_sub(source.shift)?;
        source.text.get(range).filter(|_| !source.built_in)
    }

    /// The source that a span is in, and the byte of its text where the span begins.
    pub(super) fn source(&self, span: SpanId) -> Option<(&Source, usize)> {
        let (context, start, _) = self.spans.get_span(span);
        let (source, _) = self.shelf.sources.get(&context)?;
        Some((source, start.saturating_sub(source.shift)))
    }
}

/// What the engine may ask for while it evaluates one template.
struct Imports<'a, 'p> {
    bundle: &'a Bundle,
    shelf: &'a mut Shelf<'p>,
    /// Why the last import failed: the engine's own error has no room for it.
    refused: Option<Failure>,
}

impl<'p> Imports<'_, 'p> {
    fn find(&mut self, spans: &SpanManager, from: SpanId, path: &str) -> Result<File, ImportError> {
        let (context, _, _) = spans.get_span(from);
        let SpanContext::Source(_) = spans.get_context(context);
        let Some((_, from)) = self.shelf.sources.get(&context) else {
            return Err(ImportError);
        };
        self.bundle.resolve(from, path).map_err(|refused| {
            self.refused = Some(Failure::without_place(refused.to_string()));
            ImportError
        })
    }
}

impl<'p> Callbacks<'p> for Imports<'_, 'p> {
    fn import(
        &mut self,
        program: &mut Program<'p>,
        from: SpanId,
        path: &str,
    ) -> Result<Thunk<'p>, ImportError> {
        let file = self.find(program.span_manager(), from, path)?;
        let key = (file.origin, file.path.clone());
        if let Some(thunk) = self.shelf.imported.get(&key) {
            return Ok(thunk.clone());
        }
        match self.shelf.load(program, &file, &self.bundle.slug, "") {
            Ok(thunk) => {
                self.shelf.imported.insert(key, thunk.clone());
                Ok(thunk)
            }
            Err(error) => {
                self.refused = Some(error.1);
                Err(ImportError)
            }
        }
    }

    fn import_str(
        &mut self,
        program: &mut Program<'p>,
        from: SpanId,
        path: &str,
    ) -> Result<String, ImportError> {
        Ok(self
            .find(program.span_manager(), from, path)?
            .text
            .as_ref()
            .to_owned())
    }

    fn import_bin(
        &mut self,
        program: &mut Program<'p>,
        from: SpanId,
        path: &str,
    ) -> Result<Vec<u8>, ImportError> {
        Ok(self
            .find(program.span_manager(), from, path)?
            .text
            .as_bytes()
            .to_owned())
    }

    fn trace(&mut self, _: &mut Program<'p>, message: &str, _: &[EvalStackTraceItem]) {
        keep_trace(&mut self.shelf.traces, message);
    }

    fn native_call(
        &mut self,
        _: &mut Program<'p>,
        _: InternedStr<'p>,
        _: &[Value<'p>],
    ) -> Result<Value<'p>, NativeError> {
        Err(NativeError)
    }
}

/// Whether a source failed to load because it takes `data` from nowhere.
pub(super) fn is_free_data(error: &LoadError) -> bool {
    match error {
        LoadError::Analyze(AnalyzeError::UnknownVariable { name, .. }) => name == "data",
        LoadError::Analyze(_) | LoadError::Lex(_) | LoadError::Parse(_) => false,
    }
}

#[cfg(test)]
mod tests;
