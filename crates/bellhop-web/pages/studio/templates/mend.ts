// What one press can mend: a slip of the fingers, and data that the example does not have yet.
import type { Files, Problem } from "../api/wire";
import type { Choice } from "./data";
import { titleOf } from "./slug";
import type { Place } from "./places";

export interface Mend {
  /** What the button says. */
  words: string;
  file: string;
  /** The file as it is then. */
  text: string;
}

const NO_FIELD = /there is no field `(\w+)` in `(data|slack)`/;

/** What can be done about a problem at `place`, when `choice` fills the preview. */
export function mendOf(problem: Problem, place: Place | undefined, files: Files, choice: Choice): Mend | undefined {
  const { message } = problem;
  const wrong = /(?:no field|no variable) `(\w+)`/.exec(message)?.[1];
  const meant = /did you mean `(\w+)`\?/.exec(message)?.[1];
  if (wrong !== undefined && meant !== undefined) return place && replaced(files, place, wrong, meant);
  const name = NO_FIELD.exec(message)?.[1];
  if (name === undefined || !message.includes("` in `data`, which has") || choice.kind !== "file") return undefined;
  const text = files[choice.name];
  return text === undefined ? undefined : { words: `Add “${name}” to ${choice.name}`, file: choice.name, text: withField(text, name) };
}

/** What to write for events that have no such field; undefined when that is not what is wrong. */
export function optionalOf(problem: Problem, choice: Choice): string | undefined {
  const name = choice.kind === "event" ? /no field `(\w+)` in `data`/.exec(problem.message)?.[1] : undefined;
  return name && `std.get(data, '${name}', '…')`;
}

/** The word behind the place, and no other of that name. */
function replaced(files: Files, place: Place, wrong: string, meant: string): Mend | undefined {
  const lines = (files[place.file] ?? "").split("\n");
  const line = lines[place.line - 1] ?? "";
  const before = (place.column ?? 1) - 1;
  const at = line.slice(before).search(new RegExp(`\\b${wrong}\\b`));
  if (at < 0) return undefined;
  const start = before + at;
  lines[place.line - 1] = line.slice(0, start) + meant + line.slice(start + wrong.length);
  return { words: `Write “${meant}”`, file: place.file, text: lines.join("\n") };
}

/** The rest of the text stays as its author set it. */
function withField(text: string, name: string): string {
  const value = /(url|link)$/i.test(name) ? "https://example.com/" : titleOf(name);
  const field = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  // The recipient is no field of the trigger's: it stays last.
  const recipient = /^([ \t]*)"\$recipient"/m;
  if (recipient.test(text)) return text.replace(recipient, (found, indent: string) => `${indent}${field},\n${found}`);
  return text.replace(/^(\s*\{)(\s*\}?)/, (_, open: string, rest: string) => `${open}\n  ${field}${rest.endsWith("}") ? "\n}" : `,${rest.includes("\n") ? rest : `\n  ${rest.trimStart()}`}`}`);
}
