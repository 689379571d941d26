//! The functions of `slack.libsonnet`, each with the message that its example makes.
//!
//! The library is part of the program, so this is done once, when somebody first asks. All examples
//! are one template, compiled once, of which a render takes the one that the data names: each goes the
//! whole way of a message, and is shown as it would be sent.

use std::fmt::Write as _;
use std::sync::Arc;

use bellhop_core::id::Slug;
use serde_json::value::RawValue;

use super::Templates;
use crate::bundle::{Bundle, Files, Libraries, TEMPLATE_FILE};
use crate::error::RenderError;
use crate::lint::Rules;
use crate::reference::{self, Helper};

/// What this template is called in the log.
const NAME: &str = "library";

/// A function of the library, and what its example makes.
#[derive(Debug, Clone)]
pub struct Pictured {
    /// The function.
    pub helper: Helper,
    /// The whole message; `None` where there is no example.
    pub message: Option<Box<RawValue>>,
}

impl Templates {
    /// Every function of `slack.libsonnet`, in the order of the source.
    ///
    /// # Errors
    /// There is no helper to render the examples with; the next call tries again.
    pub async fn library(&self) -> Result<Arc<[Pictured]>, RenderError> {
        let pictured = self.library.get_or_try_init(|| self.picture_all()).await?;
        Ok(Arc::clone(pictured))
    }

    async fn picture_all(&self) -> Result<Arc<[Pictured]>, RenderError> {
        let slug = Slug::parse(NAME).expect("it is made of letters");
        let helpers = reference::helpers();
        let bundle = bundle_of(&helpers);
        let mut all = Vec::with_capacity(helpers.len());
        for helper in helpers {
            let mut message = None;
            if helper.example.is_some() {
                let data = format!("{{\"number\": {}}}", all.len());
                let rendered = self.render_bundle(&slug, &bundle, data.as_bytes()).await?;
                message = Some(rendered.message);
            }
            all.push(Pictured { helper, message });
        }
        Ok(all.into())
    }
}

/// A template of all examples; each is only evaluated when it is asked for.
fn bundle_of(helpers: &[Helper]) -> Bundle {
    let mut source = String::from("local slack = import 'slack.libsonnet';\nlocal messages = [\n");
    for helper in helpers {
        let message = helper.message();
        let _ = writeln!(source, "  {},", message.as_deref().unwrap_or("null"));
    }
    source.push_str("];\nfunction(data) messages[data.number]\n");
    let files = Files::from([(TEMPLATE_FILE.to_owned(), source.into())]);
    // The examples of mentions that ping many are there to be seen, and go nowhere.
    let rules = Rules {
        broadcast_mentions: true,
        ..Rules::default()
    };
    Bundle::new(NAME, files, Arc::new(Libraries::default()), rules)
}
