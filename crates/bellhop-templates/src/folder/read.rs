//! Files of the templates' directory, within bounds and within the directory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{
    EXAMPLES_FOLDER, FOLDERS_OF_EXAMPLES, TemplatesError, WORKFLOW_FILE, is_for_the_program,
};
use crate::bundle::Files;
use crate::check::EXAMPLE_FILE;

/// The files that can be imported. Everything else in a folder is not for the engine.
const IMPORTABLE: &[&str] = &["jsonnet", "libsonnet", "json", "txt", "md"];
/// The largest example, in bytes.
const EXAMPLE_BYTES_MAX: usize = 2 << 20;
/// Most files of one folder, those of its folders included.
pub(super) const FILES_MAX: usize = 200;
/// Most bytes of one folder.
pub(super) const FOLDER_BYTES_MAX: usize = 1 << 20;
/// How deep folders may nest in one.
const DEPTH_MAX: usize = 4;

pub(super) struct Reader<'a> {
    /// The templates' directory, with all links resolved.
    pub(super) root: &'a Path,
    pub(super) source_bytes_max: usize,
}

impl Reader<'_> {
    /// The folders in the directory, by name. Names that start with a dot are left out.
    pub(super) fn folders(&self, most: usize) -> Result<Vec<(String, PathBuf)>, TemplatesError> {
        let mut folders = Vec::new();
        for (name, path) in entries(self.root)? {
            if path.is_dir() {
                self.stay_inside(&path)?;
                folders.push((name, path));
            }
        }
        limit(self.root, "the number of folders", folders.len(), most)?;
        Ok(folders)
    }

    /// Every importable file of `folder` and of the folders in it.
    pub(super) fn sources(&self, folder: &Path) -> Result<Files, TemplatesError> {
        let mut files = Files::new();
        self.collect(folder, "", 0, &mut files)?;
        let bytes = files.values().map(|text| text.len()).sum();
        limit(folder, "its size in bytes", bytes, FOLDER_BYTES_MAX)?;
        Ok(files)
    }

    fn collect(
        &self,
        folder: &Path,
        prefix: &str,
        depth: usize,
        files: &mut Files,
    ) -> Result<(), TemplatesError> {
        limit(folder, "the depth of folders", depth, DEPTH_MAX)?;
        for (name, path) in entries(folder)? {
            let inner = format!("{prefix}{name}");
            if path.is_dir() && prefix.is_empty() && FOLDERS_OF_EXAMPLES.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                self.stay_inside(&path)?;
                self.collect(&path, &format!("{inner}/"), depth + 1, files)?;
            } else if is_importable(&path) && !is_for_the_program(&inner) {
                files.insert(inner, self.text(&path, self.source_bytes_max)?.into());
                limit(folder, "the number of files", files.len(), FILES_MAX)?;
            }
        }
        Ok(())
    }

    /// What the program itself reads of a template's folder: `workflow.toml` and the examples.
    pub(super) fn beside(&self, folder: &Path) -> Result<BTreeMap<String, String>, TemplatesError> {
        let mut files = BTreeMap::new();
        for (name, bytes_max) in [
            (WORKFLOW_FILE, self.source_bytes_max),
            (EXAMPLE_FILE, EXAMPLE_BYTES_MAX),
        ] {
            let path = folder.join(name);
            if path.exists() {
                files.insert(name.to_owned(), self.text(&path, bytes_max)?);
            }
        }
        let examples = folder.join(EXAMPLES_FOLDER);
        if examples.is_dir() {
            self.stay_inside(&examples)?;
            for (name, path) in entries(&examples)? {
                if path.is_file() && path.extension().is_some_and(|kind| kind == "json") {
                    let name = format!("{EXAMPLES_FOLDER}/{name}");
                    files.insert(name, self.text(&path, EXAMPLE_BYTES_MAX)?);
                    limit(folder, "the number of files", files.len(), FILES_MAX)?;
                }
            }
        }
        Ok(files)
    }

    fn text(&self, path: &Path, bytes_max: usize) -> Result<String, TemplatesError> {
        self.stay_inside(path)?;
        let size = fs::metadata(path)
            .map_err(|error| unreadable(path, error))?
            .len();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        limit(path, "its size in bytes", size, bytes_max)?;
        fs::read_to_string(path).map_err(|error| unreadable(path, error))
    }

    fn stay_inside(&self, path: &Path) -> Result<(), TemplatesError> {
        let real = path
            .canonicalize()
            .map_err(|error| unreadable(path, error))?;
        if real.starts_with(self.root) {
            return Ok(());
        }
        let problem = format!("a link that leads out of {}", self.root.display());
        Err(TemplatesError::Name {
            path: path.into(),
            problem,
        })
    }
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, TemplatesError> {
    let failed = |error| unreadable(folder, error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push((name, entry.path()));
        }
    }
    entries.sort();
    Ok(entries)
}

pub(super) fn is_importable(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| IMPORTABLE.iter().any(|known| extension == *known))
}

pub(super) fn limit(
    path: &Path,
    what: &'static str,
    value: usize,
    limit: usize,
) -> Result<(), TemplatesError> {
    if value <= limit {
        return Ok(());
    }
    Err(TemplatesError::Limit {
        path: path.into(),
        what,
        value,
        limit,
    })
}

fn unreadable(path: &Path, source: io::Error) -> TemplatesError {
    TemplatesError::Read {
        path: path.into(),
        source,
    }
}
