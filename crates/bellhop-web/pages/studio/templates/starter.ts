// What a new template starts as. The blank one is word for word what `bellhop new` writes.
import type { Files } from "../api/wire";

const TEMPLATE = `// What \`data\` holds is in example.json: what the trigger brings, and '$recipient', who gets it.
// Texts are escaped. The studio's Library, and docs/slack.libsonnet.md, show all that there is.
local slack = import 'slack.libsonnet';

function(data)
  local person = data['$recipient'];
  local name = if 'first_name' in person then person.first_name else 'there';

  slack.message('NAME: %s' % data.title, [
    slack.header('NAME'),
    slack.section(['Hi ', slack.bold(name), ', ', data.title, '.']),
    slack.actions([
      slack.urlButton('Have a look', data.url),
    ]),
  ])
`;

const EXAMPLE = `{
  "title": "something happened that you wanted to know",
  "url": "https://example.com/",
  "$recipient": { "distinct_id": "user-1", "first_name": "Ada" }
}
`;

const WORKFLOW = `name = "NAME"
# "system" goes before everything else, "promotional" behind it.
category = "transactional"
# Events that start it, besides its name.
events = []
`;

/** A small message that renders, with everything in its place. */
export function blank(title: string): Files {
  const named = (text: string) => text.replaceAll("NAME", () => title);
  return { "template.jsonnet": named(TEMPLATE), "example.json": named(EXAMPLE), "workflow.toml": named(WORKFLOW) };
}

/**
 * A copy under a name of its own. It is started by no event: otherwise committing it would have
 * everybody get both.
 */
export function likeAnother(files: Files, title: string): Files {
  const copy = { ...files };
  const workflow = copy["workflow.toml"];
  if (workflow !== undefined) {
    copy["workflow.toml"] = workflow
      .replace(/^name\s*=.*$/m, () => `name = ${JSON.stringify(title)}`)
      .replace(/^events\s*=\s*\[[^\]]*\]/m, "events = []");
  }
  return copy;
}
