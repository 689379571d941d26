import { describe, expect, it } from "vitest";
import type { Finding, Problem } from "../api/wire";
import { asSentence, blockOf, fileHere, marksOf, placeOfFinding, placeOfProblem, wordsOf } from "./places";

const files = { "template.jsonnet": "", "parts/a.libsonnet": "", "workflow.toml": 'name = "A"\n[digest]\nevery = 1\n' };
const finding: Finding = { pointer: "/blocks/12/text", id: "header.text.length", rule: "length", severity: "warning", message: "too long", page: "https://docs.slack.dev/", place: "x/template.jsonnet:7" };
const failed: Problem = {
  message: "template `x` failed: x/template.jsonnet:3:17: there is no field `nope`\n  3 |   slack.message(data.nope, [])\n    |                 ^",
  file: "x/template.jsonnet",
  line: 3,
  column: 17,
  source_line: "  slack.message(data.nope, [])",
};

describe("a place", () => {
  it("is in a file that is here, with or without the folder", () => {
    expect(fileHere("x/template.jsonnet", "x", files)).toBe("template.jsonnet");
    expect(fileHere("parts/a.libsonnet", "x", files)).toBe("parts/a.libsonnet");
    expect(fileHere("lib/brand.libsonnet", "x", files)).toBeUndefined();
    expect(fileHere("slack.libsonnet", "x", files)).toBeUndefined();
    expect(fileHere("y/template.jsonnet", "x", files)).toBeUndefined();
  });

  it("is read from a finding and from a problem", () => {
    expect(placeOfFinding(finding, "x", files)).toEqual({ file: "template.jsonnet", line: 7 });
    expect(placeOfFinding({ ...finding, place: "slack.libsonnet:4" }, "x", files)).toBeUndefined();
    expect(placeOfProblem(failed, "x", files)).toEqual({ file: "template.jsonnet", line: 3, column: 17 });
  });

  it("is found for what is wrong with the settings, which name the key alone", () => {
    const place = (message: string) => placeOfProblem({ message }, "x", files);

    expect(place("x/workflow.toml: `digest.every` is 1, but must be a span")).toEqual({ file: "workflow.toml", line: 3 });
    expect(place("x/workflow.toml: there is no key `digest` (which is 1)")).toEqual({ file: "workflow.toml", line: 2 });
    expect(place("x/workflow.toml is not TOML: TOML parse error at line 2, column 8\n")).toEqual({ file: "workflow.toml", line: 2, column: 8 });
    expect(place("x: there is no template.jsonnet in this folder")).toBeUndefined();
  });

  it("gives marks to its own file only", () => {
    const marks = (file: string) => marksOf(file, failed, [finding], "x", files);

    expect(marks("template.jsonnet")).toEqual([
      { line: 3, column: 17, severity: "error", message: "there is no field `nope`" },
      { line: 7, severity: "warning", message: "too long" },
    ]);
    expect(marks("workflow.toml")).toEqual([]);
  });
});

describe("words", () => {
  it("leave out what stands beside them", () => {
    expect(wordsOf(failed)).toBe("there is no field `nope`");
    expect(wordsOf({ message: "x/workflow.toml: there is no key `nam`" })).toBe("workflow.toml: there is no key `nam`");
    expect(wordsOf({ message: "template `x` gives a message that Slack would refuse: …", findings: [finding] })).toBe("Slack would refuse this message.");
  });

  it("begin as sentences do", () => {
    expect(asSentence("there is no field")).toBe("There is no field");
    expect(asSentence("workflow.toml: there is no key `nam`")).toBe("workflow.toml: there is no key `nam`");
    expect(asSentence("`a` can't follow `b`")).toBe("`a` can't follow `b`");
  });

  it("tell which block a finding is about", () => {
    expect(blockOf(finding)).toBe(12);
    expect(blockOf({ ...finding, pointer: "/attachments/0/blocks/1" })).toBeUndefined();
    expect(blockOf({ ...finding, pointer: "" })).toBeUndefined();
  });
});
