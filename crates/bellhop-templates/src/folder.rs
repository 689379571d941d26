//! Reads the templates' directory: one folder per template, and `lib/` for shared pieces.
//!
//! Everything is read once, into memory; what is not read can't be imported. Links that lead out of
//! the directory are refused, so a folder can't smuggle in a file of the machine.

mod message_rules;
mod read;
mod workflow_file;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellhop_core::id::Slug;
use bellhop_core::workflow::{Catalog, Category, Guarantee, Workflow};

use crate::bundle::{Bundle, Libraries, TEMPLATE_FILE};

/// Most folders in the templates' directory.
const FOLDERS_MAX: usize = 10_000;
/// The folder of shared pieces; it can't be the name of a template.
const LIBRARIES: &str = "lib";

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

/// Everything that the directory holds.
pub(crate) struct Folder {
    pub(crate) templates: HashMap<Slug, Template>,
    pub(crate) catalog: Arc<Catalog>,
}

/// One template and where it came from.
pub(crate) struct Template {
    pub(crate) bundle: Arc<Bundle>,
    pub(crate) path: PathBuf,
}

/// Reads the directory at `path`.
pub(crate) fn read(path: &Path, source_bytes_max: usize) -> Result<Folder, TemplatesError> {
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
        BTreeMap::new()
    };
    let libraries = Arc::new(Libraries::new(files));
    let mut templates = HashMap::new();
    let mut workflows = Vec::new();
    for (name, path) in reader.folders(FOLDERS_MAX)? {
        if name == LIBRARIES {
            continue;
        }
        let slug = Slug::parse(&name).map_err(|error| TemplatesError::Name {
            path: path.clone(),
            problem: format!("the folder's name is the template's slug: {error}"),
        })?;
        let files = reader.sources(&path)?;
        if !files.contains_key(TEMPLATE_FILE) {
            let problem = format!("there is no {TEMPLATE_FILE} in this folder");
            return Err(TemplatesError::Name { path, problem });
        }
        let rules = message_rules::read(&reader, &path)?;
        let bundle = Arc::new(Bundle::new(&name, files, Arc::clone(&libraries), rules));
        workflows.push(workflow(&reader, &slug, &path)?);
        templates.insert(slug, Template { bundle, path });
    }
    Ok(Folder {
        templates,
        catalog: Arc::new(Catalog::new(workflows)),
    })
}

/// What `workflow.toml` says, or the defaults of a template without one.
fn workflow(
    reader: &read::Reader<'_>,
    slug: &Slug,
    path: &Path,
) -> Result<Workflow, TemplatesError> {
    let path = path.join("workflow.toml");
    match reader.optional(&path)? {
        Some(text) => workflow_file::parse(slug, &path, &text),
        None => Ok(Workflow {
            slug: slug.clone(),
            name: slug.as_str().to_owned(),
            category: Category::default(),
            guarantee: Guarantee::default(),
            events: Vec::new(),
            defaults: serde_json::Map::new(),
        }),
    }
}
