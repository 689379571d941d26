//! Versions and drafts of templates: rare writes, each by itself, in SQL that both back ends take.

use super::{Job, Reply, Writes};
use crate::hand::{Hand, Value};
use crate::rows::{int, uint};
use crate::{DraftMeant, NewTemplateVersion, StoreError};

pub(crate) struct TemplateJob {
    pub(crate) ask: TemplateAsk,
    pub(crate) reply: Reply<TemplateTold>,
}

pub(crate) enum TemplateAsk {
    /// Puts a version at the end of its template's history, unless it is there already, and forgets all
    /// but the newest `history_max`. When it was a draft, saved at this time, and that is not the one that
    /// is there, nothing is done.
    Commit {
        new: NewTemplateVersion,
        history_max: u32,
        draft: Option<u64>,
    },
    SaveDraft {
        slug: String,
        content: String,
        replaces: DraftMeant,
        now_ms: u64,
    },
    DropDraft {
        slug: String,
        meant: DraftMeant,
    },
}

/// What came of it.
pub(crate) enum TemplateTold {
    Done,
    /// The draft was saved, at this time.
    Saved(u64),
    /// The draft is not the one that was meant, and nothing was done.
    Overtaken,
}

impl Writes {
    pub(crate) async fn change_template(
        &self,
        ask: TemplateAsk,
    ) -> Result<TemplateTold, StoreError> {
        self.write(|reply| Job::Template(TemplateJob { ask, reply }))
            .await
    }
}

const INSERT: &str =
    "INSERT INTO template_versions (slug, version, content, source, note, created_at_ms)
     SELECT $1, $2, $3, $4, $5, $6
     WHERE $2 IS DISTINCT FROM (
         SELECT version FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT 1)";
const FORGET: &str = "DELETE FROM template_versions WHERE slug = $1 AND number <= (
         SELECT number FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)";
/// A draft that replaces another is saved later than that, whatever the clock says: the time is by what
/// callers tell them apart.
const SAVE_ANY: &str =
    "INSERT INTO template_drafts (slug, content, updated_at_ms) VALUES ($1, $2, $3)
     ON CONFLICT (slug) DO UPDATE SET
         content = excluded.content,
         updated_at_ms = CASE WHEN template_drafts.updated_at_ms < excluded.updated_at_ms
             THEN excluded.updated_at_ms ELSE template_drafts.updated_at_ms + 1 END
     RETURNING updated_at_ms";
const SAVE_FIRST: &str =
    "INSERT INTO template_drafts (slug, content, updated_at_ms) VALUES ($1, $2, $3)
     ON CONFLICT (slug) DO NOTHING
     RETURNING updated_at_ms";
const SAVE_OVER: &str = "UPDATE template_drafts SET
         content = $2,
         updated_at_ms = CASE WHEN updated_at_ms < $3 THEN $3 ELSE updated_at_ms + 1 END
     WHERE slug = $1 AND updated_at_ms = $4
     RETURNING updated_at_ms";
const FIND: &str =
    "SELECT updated_at_ms FROM template_drafts WHERE slug = $1 AND updated_at_ms = $2";
/// Whoever saves meanwhile waits until the draft has become a version.
const FIND_LOCKED: &str = "SELECT updated_at_ms FROM template_drafts
     WHERE slug = $1 AND updated_at_ms = $2 FOR UPDATE";
const DROP: &str = "DELETE FROM template_drafts WHERE slug = $1";
const DROP_SAVED_AT: &str = "DELETE FROM template_drafts WHERE slug = $1 AND updated_at_ms = $2";

pub(crate) const HISTORY: &str =
    "SELECT number, slug, version, content, source, note, created_at_ms
     FROM template_versions WHERE slug = $1 ORDER BY number DESC LIMIT $2";
pub(crate) const HEADS: &str = "SELECT number, slug, version, content, source, note, created_at_ms
     FROM template_versions newest
     WHERE number = (SELECT MAX(number) FROM template_versions WHERE slug = newest.slug)
     ORDER BY slug";
pub(crate) const NEWEST: &str = "SELECT COALESCE(MAX(number), 0) FROM template_versions";
pub(crate) const DRAFT_TIMES: &str = "SELECT slug, updated_at_ms FROM template_drafts";
pub(crate) const DRAFT: &str = "SELECT content, updated_at_ms FROM template_drafts WHERE slug = $1";

pub(crate) async fn run(hand: &mut Hand<'_>, jobs: &mut [TemplateJob]) -> Result<(), StoreError> {
    for job in jobs {
        let told = change(hand, &job.ask).await?;
        job.reply.stage(Ok(told));
    }
    Ok(())
}

async fn change(hand: &mut Hand<'_>, ask: &TemplateAsk) -> Result<TemplateTold, StoreError> {
    let text = |text: &str| Value::Text(text.to_owned());
    match ask {
        TemplateAsk::Commit {
            new,
            history_max,
            draft,
        } => {
            let slug = text(&new.slug);
            if let Some(saved_at_ms) = draft {
                let meant = [slug.clone(), Value::Int(int(*saved_at_ms))];
                let find = hand.either(FIND, FIND_LOCKED);
                if hand.number(find, &meant).await?.is_none() {
                    return Ok(TemplateTold::Overtaken);
                }
            }
            let row = [
                slug.clone(),
                text(&new.version),
                text(&new.content),
                text(new.source.as_str()),
                text(&new.note),
                Value::Int(int(new.created_at_ms)),
            ];
            hand.execute(INSERT, &row).await?;
            let kept = Value::Int(i64::from(*history_max));
            hand.execute(FORGET, &[slug, kept]).await?;
            Ok(TemplateTold::Done)
        }
        TemplateAsk::SaveDraft {
            slug,
            content,
            replaces,
            now_ms,
        } => {
            let mut row = vec![text(slug), text(content), Value::Int(int(*now_ms))];
            let save = match replaces {
                DraftMeant::Any => SAVE_ANY,
                DraftMeant::Absent => SAVE_FIRST,
                DraftMeant::SavedAt(saved_at_ms) => {
                    row.push(Value::Int(int(*saved_at_ms)));
                    SAVE_OVER
                }
            };
            let saved = hand.number(save, &row).await?;
            Ok(saved.map_or(TemplateTold::Overtaken, |at_ms| {
                TemplateTold::Saved(uint(at_ms))
            }))
        }
        TemplateAsk::DropDraft { slug, meant } => {
            match meant {
                DraftMeant::Any => hand.execute(DROP, &[text(slug)]).await?,
                DraftMeant::SavedAt(saved_at_ms) => {
                    let row = [text(slug), Value::Int(int(*saved_at_ms))];
                    hand.execute(DROP_SAVED_AT, &row).await?
                }
                DraftMeant::Absent => 0,
            };
            Ok(TemplateTold::Done)
        }
    }
}
