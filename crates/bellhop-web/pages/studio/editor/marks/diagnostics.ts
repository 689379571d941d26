// From marks, which say lines and columns as Bellhop counts them, to places in the editor's text.
import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { Mark } from "../SourceEditor";

/** The places of marks, in the order of the text. One behind the end is shown at the last line. */
export function diagnosticsOf(doc: Text, marks: readonly Mark[]): Diagnostic[] {
  return marks
    .map((mark) => ({ ...placeOf(doc, mark), severity: mark.severity, message: mark.message }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The word at a line and column, or the whole line where no column is known. */
export function placeOf(doc: Text, { line: number, column }: { line: number; column?: number }): { from: number; to: number } {
  const line = doc.line(Math.min(Math.max(1, Math.floor(number) || 1), doc.lines));
  const text = line.text;
  const end = text.trimEnd().length;
  if (column === undefined) {
    const start = end - text.trimStart().trimEnd().length;
    return { from: line.from + start, to: line.from + end };
  }
  const start = Math.min(unitsBefore(text, column - 1), text.length);
  const word = /^(?:\w+|\s*\S)/u.exec(text.slice(start))?.[0] ?? "";
  return { from: line.from + start, to: line.from + start + word.length };
}

/** Bellhop counts characters, the editor UTF-16 units. */
function unitsBefore(text: string, characters: number): number {
  return [...text].slice(0, Math.max(0, characters)).join("").length;
}
