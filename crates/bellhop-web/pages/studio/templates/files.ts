// The files of a template: which is what, in which order they are shown, and what differs.
import type { Files } from "../api/wire";

export const TEMPLATE_FILE = "template.jsonnet";
export const EXAMPLE_FILE = "example.json";
export const WORKFLOW_FILE = "workflow.toml";
const EXAMPLES = "examples/";
const IMPORTABLE = /\.(jsonnet|libsonnet|json|txt|md)$/;

export function isExample(name: string): boolean {
  return name === EXAMPLE_FILE || (name.startsWith(EXAMPLES) && name.endsWith(".json"));
}

/** The message that an example should make: kept for tests, seldom edited by hand. */
export function isGolden(name: string): boolean {
  return name === "golden.json" || name.startsWith("golden/");
}

/** `example.json` first. */
export function examplesOf(files: Files): string[] {
  return inOrder(files).filter(isExample);
}

/** The template, what it imports, its examples, its settings; what is seldom needed last. */
export function inOrder(files: Files): string[] {
  return Object.keys(files).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function rank(name: string): number {
  if (name === TEMPLATE_FILE) return 0;
  if (name === EXAMPLE_FILE) return 2;
  if (isExample(name)) return 3;
  if (name === WORKFLOW_FILE) return 4;
  return isGolden(name) ? 5 : 1;
}

export interface Change {
  file: string;
  kind: "added" | "changed" | "removed";
  before: string;
  after: string;
}

/** What differs between two sets of files, in the order of the tabs. */
export function changesBetween(before: Files, after: Files): Change[] {
  return inOrder({ ...before, ...after }).flatMap((file): Change[] => {
    const [old, now] = [before[file], after[file]];
    if (old === now) return [];
    const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [{ file, kind, before: old ?? "", after: now ?? "" }];
  });
}

export function areEqual(one: Files, other: Files): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The path of a new example by what people call it: "late order" is `examples/late-order.json`. */
export function examplePath(name: string): string {
  const stem = name.trim().replace(/\.json$/, "").replace(/\s+/g, "-");
  return `${EXAMPLES}${stem}.json`;
}

/** What is wrong with the path of a new file, or undefined when it is good. */
export function pathProblem(path: string, files: Files): string | undefined {
  if (path in files) {
    return `There is a file “${path}” already.`;
  }
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === ".json" || part.startsWith(".") || part.length > 100) || /[\\\0]/.test(path)) {
    return "A name of 1 to 100 characters that does not start with “.”.";
  }
  return IMPORTABLE.test(path) ? undefined : "It ends with .jsonnet, .libsonnet, .json, .txt or .md.";
}
