import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import type { Mark } from "../SourceEditor";
import { diagnosticsOf } from "./diagnostics";

const LINES = ["local a = 1;", "", "  slack.header('🎉 done', text)", "{ }"];
const doc = Text.of(LINES);

/** The text that a mark is shown under. */
function marked(mark: Partial<Mark>): string {
  const [found] = diagnosticsOf(doc, [{ line: 1, severity: "error", message: "no", ...mark }]);
  return doc.sliceString(found?.from ?? 0, found?.to ?? 0);
}

test("a column marks the word that begins there", () => {
  expect(marked({ line: 1, column: 7 })).toBe("a");
  expect(marked({ line: 3, column: 3 })).toBe("slack");
});

test("columns are counted in characters, not in halves of them", () => {
  expect(marked({ line: 3, column: 26 })).toBe("text");
});

test("without a column the whole line is marked, but not its indentation", () => {
  expect(marked({ line: 3 })).toBe(LINES[2]?.trim());
});

test("an empty line and the end of a line are marked as points", () => {
  expect(diagnosticsOf(doc, [{ line: 2, severity: "warning", message: "no" }])).toEqual([
    { from: 13, to: 13, severity: "warning", message: "no" },
  ]);
  expect(marked({ line: 1, column: 40 })).toBe("");
});

test("a mark behind the end is shown at the last line", () => {
  expect(marked({ line: 99 })).toBe("{ }");
  expect(marked({ line: 0 })).toBe(LINES[0]);
});

test("marks come in the order of the text", () => {
  const mark = (line: number): Mark => ({ line, severity: "error", message: `${line}` });
  expect(diagnosticsOf(doc, [mark(3), mark(1)]).map(({ message }) => message)).toEqual(["1", "3"]);
});
