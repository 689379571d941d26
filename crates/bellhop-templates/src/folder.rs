//! Reads the templates' directory: one folder per template, and `lib/` for shared pieces.
//!
//! Everything is read once, into memory; what is not read can't be imported. Links that lead out of
//! the directory are refused, so a folder can't smuggle in a file of the machine.

mod message_rules;
mod read;
mod timing_file;
mod workflow_file;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellhop_core::id::Slug;
use bellhop_core::workflow::{Catalog, Workflow};
use serde_json::{Map, Value};

use crate::bundle::{Bundle, Files, Libraries, TEMPLATE_FILE};
use crate::check::{EXAMPLE_FILE, GOLDEN_FILE};
use crate::problem::Problem;
use crate::schema::{SCHEMA_FILE, Schema, SchemaMismatch};
use crate::version::{Version, plain, shared};

/// Most folders in the templates' directory.
const FOLDERS_MAX: usize = 10_000;
/// The folder of shared pieces; it can't be the name of a template.
const LIBRARIES: &str = "lib";
/// What a folder says of its workflow.
pub(crate) const WORKFLOW_FILE: &str = "workflow.toml";
/// More examples than the one: each file is an example.
pub(crate) const EXAMPLES_FOLDER: &str = "examples";
/// The message that comes of each of them, under the same name.
pub(crate) const GOLDENS_FOLDER: &str = "golden";
const FOLDERS_OF_EXAMPLES: &[&str] = &[EXAMPLES_FOLDER, GOLDENS_FOLDER];

/// Why the templates can't be read.
#[derive(Debug, thiserror::Error)]
pub enum TemplatesError {
    /// A file or a folder can't be read.
    #[error("can't read {path}")]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A key of a file has a wrong value.
    #[error("{path}: `{key}` is {value}, but must be {expected}")]
    Key {
        /// The file.
        path: PathBuf,
        /// The key in it.
        key: String,
        /// Its value, shortened.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A key of a file is not known.
    #[error("{path}: there is no key `{key}` (which is {value}); {known}")]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key in it.
        key: String,
        /// Its value, shortened.
        value: String,
        /// The keys that there are.
        known: &'static str,
    },
    /// A file is not in its form at all.
    #[error("{path} is not {form}: {problem}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What it should be.
        form: &'static str,
        /// What is wrong, with the place.
        problem: String,
    },
    /// Something is larger or more than allowed.
    #[error("{path}: {what} is {value}; at most {limit} is allowed")]
    Limit {
        /// The file or folder.
        path: PathBuf,
        /// What is too large.
        what: &'static str,
        /// How large it is.
        value: usize,
        /// How large it may be.
        limit: usize,
    },
    /// A folder or a file should not be here, or not like this.
    #[error("{path}: {problem}")]
    Name {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A setting of the templates is wrong.
    #[error("templates.{key}: {problem}")]
    Setting {
        /// The setting.
        key: &'static str,
        /// What is wrong with it, and what would be right.
        problem: String,
    },
    /// The render helpers do not start.
    #[error("can't start the render helpers")]
    Helpers(#[source] std::io::Error),
}

impl TemplatesError {
    /// The file or folder that it is about.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. }
            | Self::Key { path, .. }
            | Self::UnknownKey { path, .. }
            | Self::Form { path, .. }
            | Self::Limit { path, .. }
            | Self::Name { path, .. } => Some(path),
            Self::Setting { .. } | Self::Helpers(_) => None,
        }
    }
}

impl Template {
    /// Whether data is what the schema asks for; without one everything is.
    pub(crate) fn check_data(&self, data: &Map<String, Value>) -> Result<(), SchemaMismatch> {
        match &self.schema {
            Some(schema) => schema.check(data, &self.workflow.defaults),
            None => Ok(()),
        }
    }

    /// The same for the text of an example.
    pub(crate) fn check_example(&self, data: &str) -> Result<(), SchemaMismatch> {
        match &self.schema {
            Some(schema) => schema.check_text(data, &self.workflow.defaults),
            None => Ok(()),
        }
    }
}

/// Everything that the directory holds.
#[derive(Default)]
pub(crate) struct Folder {
    pub(crate) templates: HashMap<Slug, Arc<Template>>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) libraries: Arc<Libraries>,
    /// What lies in the directory, or was given, and is not served, by the folder's name.
    pub(crate) refused: BTreeMap<String, Problem>,
}

/// One template and where it came from.
pub(crate) struct Template {
    pub(crate) bundle: Arc<Bundle>,
    pub(crate) path: PathBuf,
    pub(crate) version: Version,
    pub(crate) workflow: Workflow,
    /// What its data has to be, if it says so.
    pub(crate) schema: Option<Schema>,
    /// All its files but the golden messages, `workflow.toml` and the examples included.
    pub(crate) files: BTreeMap<String, String>,
    /// Why it can't be rendered, although it is served: there was nothing better.
    pub(crate) problem: Option<Problem>,
}

/// What was found in the directory: the shared pieces, and each folder by its name, with its template
/// or what is wrong with it.
pub(crate) struct Scanned {
    pub(crate) libraries: Arc<Libraries>,
    pub(crate) templates: Vec<(String, Result<Template, TemplatesError>)>,
}

impl Folder {
    pub(crate) fn new(
        templates: HashMap<Slug, Arc<Template>>,
        libraries: Arc<Libraries>,
        refused: BTreeMap<String, Problem>,
    ) -> Self {
        let workflows = templates.values().map(|template| template.workflow.clone());
        Self {
            catalog: Arc::new(Catalog::new(workflows)),
            templates,
            libraries,
            refused,
        }
    }
}

/// Reads the directory at `path`; a folder that is wrong is an error.
pub(crate) fn read(path: &Path, source_bytes_max: usize) -> Result<Folder, TemplatesError> {
    let scanned = scan(path, source_bytes_max)?;
    let mut templates = HashMap::new();
    for (_, template) in scanned.templates {
        let template = template?;
        templates.insert(template.workflow.slug.clone(), Arc::new(template));
    }
    Ok(Folder::new(
        templates,
        scanned.libraries,
        BTreeMap::default(),
    ))
}

/// Reads the directory at `path`, each folder for itself.
pub(crate) fn scan(path: &Path, source_bytes_max: usize) -> Result<Scanned, TemplatesError> {
    let root = path.canonicalize().map_err(|source| TemplatesError::Read {
        path: path.into(),
        source,
    })?;
    let reader = read::Reader {
        root: &root,
        source_bytes_max,
    };
    let libraries = root.join(LIBRARIES);
    let files = if libraries.is_dir() {
        reader.sources(&libraries)?
    } else {
        Files::new()
    };
    let libraries = Arc::new(Libraries::new(files));
    let mut templates = Vec::new();
    for (name, path) in reader.folders(FOLDERS_MAX)? {
        if name != LIBRARIES {
            let template = one(&reader, &name, path, &libraries);
            templates.push((name, template));
        }
    }
    Ok(Scanned {
        libraries,
        templates,
    })
}

fn one(
    reader: &read::Reader<'_>,
    name: &str,
    path: PathBuf,
    libraries: &Arc<Libraries>,
) -> Result<Template, TemplatesError> {
    let slug = Slug::parse(name).map_err(|error| TemplatesError::Name {
        path: path.clone(),
        problem: format!("the folder's name is the template's slug: {error}"),
    })?;
    let mut files = plain(&reader.sources(&path)?);
    files.extend(reader.beside(&path)?);
    assemble(&slug, path, files, Arc::clone(libraries))
}

/// The template that these files make: those of a folder, or a draft's.
pub(crate) fn assemble(
    slug: &Slug,
    path: PathBuf,
    files: BTreeMap<String, String>,
    libraries: Arc<Libraries>,
) -> Result<Template, TemplatesError> {
    if !files.contains_key(TEMPLATE_FILE) {
        let problem = format!("there is no {TEMPLATE_FILE} in this folder");
        return Err(TemplatesError::Name { path, problem });
    }
    let mut sources = files.clone();
    sources.retain(|name, _| !is_for_the_program(name));
    let workflow_text = files.get(WORKFLOW_FILE).map(String::as_str);
    let said_in = path.join(WORKFLOW_FILE);
    let workflow = match workflow_text {
        Some(text) => workflow_file::parse(slug, &said_in, text)?,
        None => workflow_file::bare(slug),
    };
    let rules = message_rules::read(&said_in, workflow_text)?;
    if let Some(fallback) = &workflow.fallback {
        message_rules::check_fallback(&said_in, rules, fallback)?;
    }
    let schema = files.get(SCHEMA_FILE).map(|text| Schema::compile(text));
    let schema = schema.transpose().map_err(|problem| TemplatesError::Form {
        path: path.join(SCHEMA_FILE),
        form: "a JSON Schema for data",
        problem,
    })?;
    let bundle = Bundle::new(slug.as_str(), shared(&sources), libraries, rules);
    Ok(Template {
        version: Version::of(&bundle, workflow_text),
        bundle: Arc::new(bundle),
        path,
        workflow,
        schema,
        files,
        problem: None,
    })
}

/// Refuses files of a draft that a folder could not have.
pub(crate) fn check_files(
    slug: &Slug,
    files: &BTreeMap<String, String>,
    source_bytes_max: usize,
) -> Result<(), TemplatesError> {
    let folder = PathBuf::from(slug.as_str());
    read::limit(&folder, "the number of files", files.len(), read::FILES_MAX)?;
    let bytes = files.values().map(String::len).sum();
    read::limit(&folder, "its size in bytes", bytes, read::FOLDER_BYTES_MAX)?;
    for (name, text) in files {
        let path = folder.join(name);
        let bad_part = |part: &str| part.is_empty() || part.starts_with('.') || part.len() > 100;
        let is_bad = name.contains(['\\', '\0']) || name.split('/').any(bad_part);
        if is_bad || !(name == WORKFLOW_FILE || read::is_importable(&path)) {
            let problem = format!(
                "a file of a template is {WORKFLOW_FILE}, or ends with .jsonnet, .libsonnet, .json, .txt or .md, and its path stays in the folder"
            );
            return Err(TemplatesError::Name { path, problem });
        }
        read::limit(&path, "its size in bytes", text.len(), source_bytes_max)?;
    }
    Ok(())
}

/// Whether a file of a template's folder is read by the program itself; no template imports it.
fn is_for_the_program(name: &str) -> bool {
    let in_folder = |folder: &&str| {
        let rest = name.strip_prefix(*folder);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    [WORKFLOW_FILE, EXAMPLE_FILE, GOLDEN_FILE].contains(&name)
        || FOLDERS_OF_EXAMPLES.iter().any(in_folder)
}

/// The examples among the files of a template, by their file's name: `example.json` first.
pub(crate) fn examples(files: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let first = files.get_key_value(EXAMPLE_FILE).into_iter();
    let more = files
        .iter()
        .filter(|(name, _)| name.starts_with(EXAMPLES_FOLDER) && is_for_the_program(name));
    first
        .chain(more)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}
