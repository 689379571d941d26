import { expect, test } from "vitest";
import { count } from "./countLines";

test("added and removed lines are counted; a changed line is both", () => {
  expect(count("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual({ added: 2, removed: 1 });
  expect(count("a\nb\nc", "a\nc")).toEqual({ added: 0, removed: 1 });
});

test("a last line needs no end, and an empty file has no line", () => {
  expect(count("a\nb", "a\nb\nc")).toEqual({ added: 1, removed: 0 });
  expect(count("", "a\nb\n")).toEqual({ added: 2, removed: 0 });
});
