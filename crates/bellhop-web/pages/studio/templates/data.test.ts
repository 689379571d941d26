import { describe, expect, it } from "vitest";
import { DATA_TAB, FIRST_CHOICE, nameOf, ofSample, readData, textOf, valueOf, wordsOfChoice } from "./data";

const files = { "template.jsonnet": "", "example.json": '{"a": 1}', "examples/late.json": '{"a": 2}' };

describe("data", () => {
  it("is the example's until another is chosen", () => {
    expect(textOf(FIRST_CHOICE, files)).toBe('{"a": 1}');
    expect(textOf({ kind: "file", name: "examples/late.json" }, files)).toBe('{"a": 2}');
  });

  it("is another example's where the chosen one is gone, and empty where there is none", () => {
    expect(textOf({ kind: "file", name: "examples/gone.json" }, files)).toBe('{"a": 1}');
    expect(textOf(FIRST_CHOICE, {})).toBe("{}");
  });

  it("is a real event's, which can be read", () => {
    const choice = ofSample({ message_id: "m1", distinct_id: "u", at_ms: 1, version: null, failed: false, data: { a: 3 } });

    expect(textOf(choice, files)).toBe('{\n  "a": 3\n}\n');
    expect(valueOf(choice)).toBe("event:m1");
    expect(nameOf(choice)).toBe(DATA_TAB);
    expect(wordsOfChoice(choice)).toContain("real event");
  });

  it("must be a JSON object, or says where it is not", () => {
    expect(readData('{"a": 1}', "example.json")).toEqual({ data: { a: 1 } });
    expect(readData("[1]", "example.json")).toMatchObject({ problem: { file: "example.json", message: expect.stringContaining("object") } });
    expect(readData('{\n  "a" 1\n}', "example.json")).toMatchObject({ problem: { file: "example.json", line: 2, column: 7, source_line: '  "a" 1' } });
    expect(readData("", "example.json")).toMatchObject({ problem: { file: "example.json" } });
  });
});
