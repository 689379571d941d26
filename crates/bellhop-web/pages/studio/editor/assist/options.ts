// What is offered for completion, as plain functions of what is before the cursor.
import { type Completion, snippet } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { LibraryFunction } from "../../api/wire";
import { KEYWORDS } from "../language/jsonnet";
import { explain } from "./explain";
import { ownNames } from "./names";
import { STANDARD } from "./standard";

/** What stands before the bracket of a signature, and what stands in it. */
export function partsOf(signature: string): { name: string; parameters: string[] | undefined } {
  const open = signature.indexOf("(");
  if (open < 0) {
    return { name: signature, parameters: undefined };
  }
  const list = signature.slice(open + 1, -1);
  return { name: signature.slice(0, open), parameters: list === "" ? [] : list.split(", ") };
}

/** A call with a field for each parameter that must be given; what has a default is left out. */
export function callTemplate(signature: string): string {
  const { name, parameters } = partsOf(signature);
  if (parameters === undefined) {
    return name;
  }
  const needed = parameters.filter((parameter) => !parameter.includes("="));
  if (needed.length === 0) {
    return parameters.length === 0 ? `${name}()` : `${name}(\${})`;
  }
  return `${name}(${needed.map((parameter) => `\${${parameter}}`).join(", ")})\${}`;
}

export function libraryOptions(library: readonly LibraryFunction[]): Completion[] {
  return library.map((helper) => ({
    label: helper.name,
    detail: helper.signature.slice(helper.name.length),
    type: helper.signature.includes("(") ? "function" : "constant",
    section: helper.chapter,
    info: () => explain(`slack.${helper.signature}`, helper.purpose, helper.example),
    apply: call(helper.signature),
  }));
}

export function standardOptions(): Completion[] {
  return STANDARD.map(({ signature, purpose }) => {
    const { name } = partsOf(signature);
    return {
      label: name,
      detail: signature.slice(name.length),
      type: "function",
      info: () => explain(`std.${signature}`, purpose),
      apply: call(signature),
    };
  });
}

/** The keys of an object of the example, with what the example has there. */
export function keyOptions(value: unknown): Completion[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [];
  }
  return Object.entries(value).map(([key, held]) => ({
    label: key,
    detail: sampleOf(held),
    type: "property",
    ...(/^[A-Za-z_]\w*$/.test(key) ? {} : { apply: inBrackets(key) }),
  }));
}

/** What can stand where a name begins. */
export function wordOptions(text: string): Completion[] {
  const names = new Set(["slack", "std", "data", ...ownNames(text)]);
  return [
    ...[...names].map((label) => ({ label, type: "variable" })),
    ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
  ];
}

/** A value of the example in a few words. */
export function sampleOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `${value.length} ${value.length === 1 ? "item" : "items"}`;
  }
  const text = typeof value === "object" && value !== null ? "{ … }" : JSON.stringify(value);
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}

/** Inserts a call, or the name alone where brackets follow already. */
function call(signature: string) {
  return (view: EditorView, completion: Completion, from: number, to: number) => {
    const { name } = partsOf(signature);
    const template = view.state.sliceDoc(to, to + 1) === "(" ? name : callTemplate(signature);
    snippet(template)(view, completion, from, to);
  };
}

/** A key that is no name is taken as `['a key']`, in place of the dot. */
function inBrackets(key: string) {
  return (view: EditorView, _: Completion, from: number, to: number) => {
    const insert = `[${JSON.stringify(key).replace(/^"|"$/g, "'")}]`;
    view.dispatch({ changes: { from: from - 1, to, insert }, selection: { anchor: from - 1 + insert.length } });
  };
}
