import { expect, test } from "vitest";
import { minimalChange, normalised } from "./minimalChange";

function apply(before: string, after: string): string {
  const change = minimalChange(before, after);
  return change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before;
}

test("only what differs is changed", () => {
  expect(minimalChange("a = 1;\nb = 2;", "a = 1;\nb = 30;")).toEqual({ from: 11, to: 12, insert: "30" });
  expect(minimalChange("same", "same")).toBeUndefined();
});

test("the change gives the other text, whatever they have in common", () => {
  for (const [before, after] of [
    ["", "x"],
    ["x", ""],
    ["aa", "aaa"],
    ["aaa", "aa"],
    ["abcabc", "abc"],
    ["one", "two"],
    ["🎉", "🎈"],
  ] as const) {
    expect(apply(before, after)).toBe(after);
  }
});

test("line ends are those of the editor", () => {
  expect(normalised("a\r\nb\rc\n")).toBe("a\nb\nc\n");
});
