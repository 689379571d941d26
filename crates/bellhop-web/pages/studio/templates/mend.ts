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
  if (wrong !== undefined && meant !== undefined) return place && replaced(files, place, `\\b${wrong}\\b`, meant, `Write “${meant}”`);
  const optional = optionalOf(problem, choice);
  if (wrong !== undefined && optional !== undefined) return place && replaced(files, place, `\\bdata\\.${wrong}\\b`, optional, "Write that");
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

/** What is found behind the place, and nothing else like it. */
function replaced(files: Files, place: Place, wrong: string, right: string, words: string): Mend | undefined {
  const lines = (files[place.file] ?? "").split("\n");
  const line = lines[place.line - 1] ?? "";
  const start = (place.column ?? 1) - 1;
  const behind = line.slice(start);
  const found = new RegExp(wrong);
  if (!found.test(behind)) return undefined;
  lines[place.line - 1] = line.slice(0, start) + behind.replace(found, () => right);
  return { words, file: place.file, text: lines.join("\n") };
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
