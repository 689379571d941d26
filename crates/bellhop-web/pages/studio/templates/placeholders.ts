// Placeholders as other template languages have them: `{{name}}` is a text like any other here.
import type { Files, Finding } from "../api/wire";

const PLACEHOLDER = /\{\{\s*([A-Za-z_$][\w.$]*)\s*\}\}/g;
const COMMENT = /^\s*(\/\/|#)/;

/** Each of them once, with the line where it stands. */
export function placeholdersIn(files: Files): Finding[] {
  const found = new Map<string, Finding>();
  for (const [file, text] of Object.entries(files)) {
    if (!/\.(jsonnet|libsonnet)$/.test(file)) continue;
    for (const [index, line] of text.split("\n").entries()) {
      if (COMMENT.test(line)) continue;
      for (const [written, name = ""] of line.matchAll(PLACEHOLDER)) {
        if (!found.has(written)) found.set(written, findingOf(written, name, `${file}:${index + 1}`));
      }
    }
  }
  return [...found.values()];
}

function findingOf(written: string, name: string, place: string): Finding {
  const value = name.startsWith("data.") ? name : `data.${name}`;
  const message = `people will read “${written}” as it stands: data is put in with ${value}, outside the quotes, as in ['Hello ', ${value}, '!']`;
  return { pointer: "", id: `template.placeholder ${written}`, rule: "placeholder", severity: "warning", message, page: "", place };
}
