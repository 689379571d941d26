//! [`Version`]: the name of everything that a template is rendered from, by content.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::bundle::{Bundle, Files, Hash};

/// Hexadecimal digits of a version: enough for people to compare, and for a history of any length.
const DIGITS: usize = 12;

/// A short hash of a template's files and of the files of `lib/` that they import. What is built into
/// the program is not in it: a version names what the team wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Version(String);

/// Every file that a version is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Those of the template's own folder, by their path in it.
    pub files: BTreeMap<String, String>,
    /// Those of `lib/` that they import, by their path in it.
    #[serde(default)]
    pub lib: BTreeMap<String, String>,
}

impl Version {
    /// The version of a template with this `workflow.toml`. Examples are not in it: what is sent does
    /// not depend on them.
    pub(crate) fn of(bundle: &Bundle, workflow: Option<&str>) -> Self {
        let files = Hash::of_files(b"version", bundle.files());
        let libraries = Hash::of_files(b"lib", &bundle.imported_libraries());
        let workflow = workflow.unwrap_or_default();
        let hash = Hash::of([&files.0[..], &libraries.0[..], workflow.as_bytes()]);
        let mut text: String = hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
        text.truncate(DIGITS);
        Self(text)
    }

    /// The version as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The paths that a Jsonnet source imports, as they stand in it. Told from the text alone, so one in a
/// comment counts too: that is a file too many in a hash, and harms nothing.
pub(crate) fn imports(text: &str) -> Vec<&str> {
    let mut paths = Vec::new();
    for (start, word) in text.match_indices("import") {
        let rest = &text[start + word.len()..];
        let rest = rest.strip_prefix("str").unwrap_or(rest);
        let rest = rest.strip_prefix("bin").unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix('@').unwrap_or(rest);
        let Some(quote) = rest.chars().next().filter(|first| "'\"".contains(*first)) else {
            continue;
        };
        if let Some((path, _)) = rest[1..].split_once(quote) {
            paths.push(path);
        }
    }
    paths
}

/// Texts that are shared, as plain ones.
pub(crate) fn plain(files: &Files) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(name, text)| (name.clone(), text.to_string()))
        .collect()
}

/// Plain texts, to be shared.
pub(crate) fn shared(files: &BTreeMap<String, String>) -> Files {
    let files = files.iter();
    files
        .map(|(name, text)| (name.clone(), Arc::from(text.as_str())))
        .collect()
}
