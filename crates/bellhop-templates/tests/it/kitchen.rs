//! A directory of templates that a test makes up, and the helpers that render it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bellhop_core::id::Slug;
use bellhop_templates::{RenderError, Rendered, Templates, TemplatesConfig};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Kitchen {
    directory: TempDir,
}

impl Kitchen {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A directory with the one template `t`.
    pub(crate) fn with_template(source: &str) -> Self {
        Self::new().file("t/template.jsonnet", source)
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        let path = self.directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// One helper and a spare, and time enough for a machine that is busy with other tests.
    pub(crate) fn config(&self) -> TemplatesConfig {
        config(self.path().to_owned())
    }

    /// The configuration of a directory that outlives this value.
    pub(crate) fn leak(self) -> TemplatesConfig {
        config(self.directory.keep())
    }

    pub(crate) async fn open(&self) -> Templates {
        Templates::open(self.config()).await.unwrap()
    }
}

pub(crate) fn config(directory: PathBuf) -> TemplatesConfig {
    let mut config = TemplatesConfig::new(directory);
    config.helper = vec![env!("CARGO_BIN_EXE_render-helper").into()];
    config.helpers = 1;
    config.deadline = Duration::from_secs(2);
    config
}

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

/// What the template `t` makes of `data`.
pub(crate) async fn render(templates: &Templates, data: &str) -> Result<Rendered, RenderError> {
    templates.render(&slug("t"), data.as_bytes()).await
}

/// The message of the one template `source`.
pub(crate) async fn message_of(source: &str, data: &str) -> Value {
    let templates = Kitchen::with_template(source).open().await;
    let message = render(&templates, data).await.unwrap().value();
    templates.shut_down().await;
    message
}

/// The error of the one template `source`.
pub(crate) async fn error_of(source: &str, data: &str) -> RenderError {
    let templates = Kitchen::with_template(source).open().await;
    let error = render(&templates, data).await.unwrap_err();
    templates.shut_down().await;
    error
}
