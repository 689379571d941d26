//! The pages that Bellhop serves, built into the program.
//!
//! Each page is a folder under `pages/`, written in TypeScript and built by Vite into `dist/<page>/`
//! (`npm ci && npm run build` in this crate's folder); each has one function here that hands out its
//! files. This crate knows nothing of HTTP: whoever serves a page maps paths to [`inbox`] or [`studio`].
//!
//! Known limit: pages that were not built before the program are not there, and then every path is
//! `None`. The program still compiles, so that Rust work needs no Node.

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

/// One file of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The file's content. Borrowed from the program itself, so cloning is cheap.
    pub bytes: Cow<'static, [u8]>,
    /// What to send as `Content-Type`; text comes with its charset, `text/html; charset=utf-8`.
    pub mime: String,
}

/// A file of the simulator's inbox, by its path below the page: `index.html`, `assets/….js`.
///
/// The page itself is `index.html`; the names under `assets/` contain a hash of their content and may
/// be cached for ever. `None` when there is no such file, or when the pages were not built.
#[must_use]
pub fn inbox(path: &str) -> Option<Asset> {
    Inbox::get(path).map(|file| asset(path, file))
}

#[derive(RustEmbed)]
#[folder = "dist/inbox"]
#[allow_missing = true]
struct Inbox;

/// A file of the studio, by its path below the page; as [`inbox`].
#[must_use]
pub fn studio(path: &str) -> Option<Asset> {
    Studio::get(path).map(|file| asset(path, file))
}

#[derive(RustEmbed)]
#[folder = "dist/studio"]
#[allow_missing = true]
struct Studio;

fn asset(path: &str, file: EmbeddedFile) -> Asset {
    let mime = file.metadata.mimetype();
    // Without a charset browsers guess one; everything that Vite writes is UTF-8.
    let mime = if mime.starts_with("text/") || path.ends_with(".svg") {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_owned()
    };
    Asset {
        bytes: file.data,
        mime,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Page = fn(&str) -> Option<Asset>;

    const PAGES: [(&str, Page); 2] = [("inbox", inbox), ("studio", studio)];

    #[test]
    fn an_unknown_path_is_absent() {
        for (name, page) in PAGES {
            for path in ["no-such-file.js", "../Cargo.toml", ""] {
                assert_eq!(page(path), None, "{name}: {path:?}");
            }
        }
    }

    /// The pages need Node to be built, so this holds for a build with pages and for one without.
    #[test]
    fn a_built_page_is_complete() {
        for (name, page) in PAGES {
            let Some(index) = page("index.html") else {
                continue;
            };
            assert_eq!(index.mime, "text/html; charset=utf-8");

            let html = String::from_utf8(index.bytes.into_owned()).unwrap();
            let files: Vec<_> = html
                .split('"')
                .filter_map(|part| part.strip_prefix("./"))
                .collect();

            assert!(
                files.len() >= 3,
                "{name}: a script, a style sheet and an icon: {files:?}"
            );
            for file in files {
                let asset = page(file).unwrap_or_else(|| panic!("{name}: {file} is missing"));
                assert!(!asset.bytes.is_empty());
                let kind = ["text/javascript", "text/css", "image/svg+xml"];
                assert!(
                    kind.iter().any(|kind| asset.mime.starts_with(kind)),
                    "{name}: {}",
                    asset.mime
                );
            }
        }
    }
}
