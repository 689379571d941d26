// How much a comparison says, in numbers.
import { diff } from "@codemirror/merge";
import { normalised } from "./minimalChange";

/** How many lines were added and removed; a changed line is both. */
export interface Counted {
  added: number;
  removed: number;
}

/** Each line becomes one character, so that what compares characters compares lines. */
export function count(before: string, after: string): Counted {
  const known = new Map<string, string>();
  const encoded = (text: string) => linesOf(text).map((line) => characterOf(line, known)).join("");
  let [added, removed] = [0, 0];
  for (const change of diff(encoded(before), encoded(after))) {
    removed += change.toA - change.fromA;
    added += change.toB - change.fromB;
  }
  return { added, removed };
}

function linesOf(text: string): string[] {
  const lines = normalised(text).split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function characterOf(line: string, known: Map<string, string>): string {
  const character = known.get(line) ?? String.fromCharCode(known.size);
  known.set(line, character);
  return character;
}
