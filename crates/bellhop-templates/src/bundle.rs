//! A template with everything that it may import, as one value that is sent to the helpers.
//!
//! This is the allow-list of imports: a helper never opens a file, so what is not in the bundle
//! can't be imported, whatever the path says.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::lint::Rules;

/// The file of a template's folder that is rendered.
pub(crate) const TEMPLATE_FILE: &str = "template.jsonnet";

/// The pieces that are built into the program, importable by every template.
const BUILT_IN: &[(&str, &str)] = &[("slack.libsonnet", include_str!("slack.libsonnet"))];

/// What a piece of source is, by content: equal hashes are the same template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Hash(pub(crate) [u8; 32]);

impl Hash {
    pub(crate) fn of(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.as_ref().len() as u64).to_le_bytes());
            hash.update(part.as_ref());
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn of_files(seed: &[u8], files: &Files) -> Self {
        let names_and_texts = files
            .iter()
            .flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
        Self::of(std::iter::once(seed).chain(names_and_texts))
    }
}

/// Texts by their path inside a folder, with `/` between the parts.
pub(crate) type Files = BTreeMap<String, Arc<str>>;

/// The shared pieces of `lib/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Libraries {
    hash: Hash,
    files: Files,
}

impl Libraries {
    pub(crate) fn new(files: Files) -> Self {
        Self {
            hash: Hash::of_files(b"lib", &files),
            files,
        }
    }
}

impl Default for Libraries {
    fn default() -> Self {
        Self::new(Files::new())
    }
}

/// One template, ready to be compiled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bundle {
    /// The name of the folder, for errors.
    pub(crate) slug: String,
    /// Changes when the template or anything that it may import changes.
    pub(crate) hash: Hash,
    files: Files,
    libraries: Arc<Libraries>,
    /// What its workflow says about its messages.
    #[serde(default)]
    pub(crate) rules: Rules,
}

/// Where an importable file comes from. Its order of precedence is the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// The template's own folder; seen by this template alone.
    Own(Hash),
    /// `lib/`; seen by every template, and by each other.
    Library(Hash),
    /// Built into the program.
    BuiltIn,
}

/// One importable file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) origin: Origin,
    /// The path inside its folder.
    pub(crate) path: String,
    pub(crate) text: Arc<str>,
}

impl Bundle {
    pub(crate) fn new(slug: &str, files: Files, libraries: Arc<Libraries>, rules: Rules) -> Self {
        let hash = Hash::of_files(slug.as_bytes(), &files);
        let mentions = [u8::from(rules.broadcast_mentions)];
        let rule = rules.long_text.as_str().as_bytes();
        let hash = Hash::of([hash.0.as_slice(), &libraries.hash.0, rule, &mentions]);
        Self {
            slug: slug.to_owned(),
            hash,
            files,
            libraries,
            rules,
        }
    }

    /// The same template with another text of `template.jsonnet`.
    pub(crate) fn with_source(&self, source: &str) -> Self {
        let mut files = self.files.clone();
        files.insert(TEMPLATE_FILE.to_owned(), source.into());
        Self::new(&self.slug, files, Arc::clone(&self.libraries), self.rules)
    }

    /// The importable files of the template's own folder.
    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// The files of `lib/` that the template imports, directly or through one another.
    pub(crate) fn imported_libraries(&self) -> Files {
        let mut found = Files::new();
        let mut to_read: Vec<Arc<str>> = self.files.values().cloned().collect();
        while let Some(text) = to_read.pop() {
            for path in crate::version::imports(&text) {
                // A path beside a library's own file may be meant, so what ends so counts as well.
                let meant = |name: &str| name == path || name.ends_with(&format!("/{path}"));
                for (name, text) in &self.libraries.files {
                    if meant(name) && !found.contains_key(name) {
                        found.insert(name.clone(), Arc::clone(text));
                        to_read.push(Arc::clone(text));
                    }
                }
            }
        }
        found
    }

    /// The template itself.
    pub(crate) fn template(&self) -> File {
        let text = self.files.get(TEMPLATE_FILE).cloned().unwrap_or_default();
        File {
            origin: Origin::Own(self.hash),
            path: TEMPLATE_FILE.to_owned(),
            text,
        }
    }

    /// The sources that its authors can change, with the names that people call them.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (String, &str)> {
        let own = self.files.iter();
        let own = own.map(|(path, text)| (format!("{}/{path}", self.slug), &**text));
        let shared = self.libraries.files.iter();
        own.chain(shared.map(|(path, text)| (format!("lib/{path}"), &**text)))
            .filter(|(name, _)| name.ends_with("sonnet") || name.ends_with("jsonnet"))
    }

    /// The file that `import 'path'` means in `from`: beside it, then in `lib/`, then built in.
    pub(crate) fn resolve(&self, from: &File, path: &str) -> Result<File, ImportRefused> {
        let refuse = |reason| ImportRefused {
            path: path.chars().take(120).collect(),
            reason,
        };
        if path.is_empty() || path.starts_with('/') || path.contains(['\\', '\0']) {
            return Err(refuse("a path must be relative"));
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(refuse(
                "a path must not leave its folder: '.', '..' and '//' are refused",
            ));
        }
        let beside = match from.path.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{path}"),
            None => path.to_owned(),
        };
        for candidate in [beside.as_str(), path] {
            if let Some(file) = self.find(from.origin, candidate) {
                return Ok(file);
            }
        }
        Err(refuse(
            "there is no such file in the template's folder, in lib/ or built in",
        ))
    }

    fn find(&self, from: Origin, path: &str) -> Option<File> {
        let file = |origin, text| {
            Some(File {
                origin,
                path: path.to_owned(),
                text,
            })
        };
        if let Origin::Own(hash) = from
            && let Some(text) = self.files.get(path)
        {
            return file(Origin::Own(hash), Arc::clone(text));
        }
        if let Some(text) = self.libraries.files.get(path) {
            return file(Origin::Library(self.libraries.hash), Arc::clone(text));
        }
        let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == path)?;
        file(Origin::BuiltIn, Arc::from(*text))
    }
}

impl File {
    /// What people call the file, for example `order-shipped/template.jsonnet`.
    pub(crate) fn display_name(&self, slug: &str) -> String {
        match self.origin {
            Origin::Own(_) => format!("{slug}/{}", self.path),
            Origin::Library(_) => format!("lib/{}", self.path),
            Origin::BuiltIn => self.path.clone(),
        }
    }
}

/// Why an import was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ImportRefused {
    path: String,
    reason: &'static str,
}

impl fmt::Display for ImportRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't import '{}': {}", self.path, self.reason)
    }
}
