// What the preview is filled with: an example, a real event of the past, or what was typed.
import type { Files, Problem, Sample } from "../api/wire";
import { EXAMPLE_FILE, examplesOf } from "./files";
import { mistakeIn } from "./json";

export type Choice = { kind: "file"; name: string } | { kind: "event"; id: string; text: string } | { kind: "typed"; text: string };

export const FIRST_CHOICE: Choice = { kind: "file", name: EXAMPLE_FILE };

/** The name under which data that is no file stands in the editor. */
export const DATA_TAB = "data.json";

/** The chosen data as text. An example that is gone gives way to the first there is. */
export function textOf(choice: Choice, files: Files): string {
  if (choice.kind !== "file") return choice.text;
  const name = choice.name in files ? choice.name : examplesOf(files)[0];
  return (name !== undefined ? files[name] : undefined) ?? "{}";
}

/** What the preview is filled with, in words. */
export function wordsOfChoice(choice: Choice): string {
  if (choice.kind === "file") return choice.name;
  return choice.kind === "event" ? "the data of a real event" : "the data that was typed";
}

/** The name that a problem with the data has. */
export function nameOf(choice: Choice): string {
  return choice.kind === "file" ? choice.name : DATA_TAB;
}

export function ofSample(sample: Sample): Choice {
  return { kind: "event", id: sample.message_id, text: `${JSON.stringify(sample.data, null, 2)}\n` };
}

/** What the choice is called in a list of choices. */
export function valueOf(choice: Choice): string {
  return choice.kind === "file" ? `file:${choice.name}` : choice.kind === "event" ? `event:${choice.id}` : "typed";
}

/** The data, or why the text is none. */
export function readData(text: string, file: string): { data: unknown } | { problem: Problem } {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return { data };
    return { problem: { message: `${file} must be an object: { … }`, file, line: 1 } };
  } catch (error) {
    return { problem: notJson(text, file, error instanceof Error ? error.message : "") };
  }
}

/** What the browser says of it is for when nothing better is known. */
function notJson(text: string, file: string, words: string): Problem {
  const mistake = mistakeIn(text);
  if (!mistake) return { message: `${file} is not JSON: ${words}`, file };
  const before = text.slice(0, mistake.at).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  return { message: `${file} is not JSON: ${mistake.words}`, file, line, column, source_line: text.split("\n")[line - 1] ?? "" };
}
