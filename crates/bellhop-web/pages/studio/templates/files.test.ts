import { describe, expect, it } from "vitest";
import { areEqual, changesBetween, examplePath, examplesOf, inOrder, pathProblem } from "./files";

const files = { "workflow.toml": "", "golden.json": "", "examples/late.json": "", "example.json": "", "parts.libsonnet": "", "template.jsonnet": "" };

describe("files", () => {
  it("stand in the order of their use", () => {
    expect(inOrder(files)).toEqual(["template.jsonnet", "parts.libsonnet", "example.json", "examples/late.json", "workflow.toml", "golden.json"]);
    expect(examplesOf(files)).toEqual(["example.json", "examples/late.json"]);
  });

  it("differ by what was added, changed and removed", () => {
    const changes = changesBetween({ "template.jsonnet": "a", "example.json": "b", "x.txt": "c" }, { "template.jsonnet": "a2", "example.json": "b", "examples/e.json": "d" });

    expect(changes).toEqual([
      { file: "template.jsonnet", kind: "changed", before: "a", after: "a2" },
      { file: "x.txt", kind: "removed", before: "c", after: "" },
      { file: "examples/e.json", kind: "added", before: "", after: "d" },
    ]);
  });

  it("are equal when names and texts are", () => {
    expect(areEqual({ a: "1" }, { a: "1" })).toBe(true);
    expect(areEqual({ a: "1" }, { a: "2" })).toBe(false);
    expect(areEqual({ a: "1" }, { b: "1" })).toBe(false);
    expect(areEqual({ a: "" }, {})).toBe(false);
  });

  it("are named as a folder could have them", () => {
    expect(examplePath(" no first name ")).toBe("examples/no-first-name.json");
    expect(examplePath("late.json")).toBe("examples/late.json");
    expect(pathProblem(examplePath("late"), {})).toBeUndefined();
    expect(pathProblem("parts/footer.libsonnet", {})).toBeUndefined();
    expect(pathProblem(examplePath(""), {})).toBeDefined();
    expect(pathProblem("../up.json", {})).toBeDefined();
    expect(pathProblem("a//b.json", {})).toBeDefined();
    expect(pathProblem("a\\b.json", {})).toBeDefined();
    expect(pathProblem("script.sh", {})).toContain(".jsonnet");
    expect(pathProblem("example.json", { "example.json": "" })).toContain("already");
  });
});
