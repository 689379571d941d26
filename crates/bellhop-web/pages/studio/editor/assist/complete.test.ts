import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import type { LibraryFunction } from "../../api/wire";
import { jsonnet } from "../language/jsonnet";
import { completeJsonnet, knowledge } from "./complete";
import { functionAt } from "./hover";
import { callTemplate, sampleOf } from "./options";
import { completeWorkflow } from "./workflowKeys";

function helper(signature: string): LibraryFunction {
  const name = signature.replace(/\(.*/, "");
  return { chapter: "Blocks", signature, name, parameters: [], purpose: `Makes a ${name}.`, example: `slack.${name}` };
}

const library = [helper("header(text)"), helper("section(text, accessory=null)"), helper("divider")];
const data = { name: "Ada", order: { number: 17, items: [{ title: "Tea" }], "unit price": 3 } };

/** What is offered where `^` stands. */
function offered(marked: string, explicit = false) {
  const at = marked.indexOf("^");
  const doc = marked.replace("^", "");
  const state = EditorState.create({ doc, extensions: [jsonnet, knowledge.of({ library, data })] });
  const result = completeJsonnet(new CompletionContext(state, at, explicit));
  return result && { typed: doc.slice(result.from, at), labels: result.options.map(({ label }) => label) };
}

test("after the library's name all its functions are offered", () => {
  expect(offered("slack.^")).toEqual({ typed: "", labels: ["header", "section", "divider"] });
  expect(offered("[slack.sec^]")).toEqual({ typed: "sec", labels: ["header", "section", "divider"] });
});

test("the library is known by the name that the file gives it", () => {
  expect(offered("local s = import 'slack.libsonnet';\ns.^")?.labels).toContain("header");
  expect(offered("t.^")).toBeNull();
});

test("after std the usual functions are offered", () => {
  expect(offered("std.^")?.labels).toEqual(expect.arrayContaining(["length", "join", "map", "objectHas"]));
});

test("after data the keys of the example are offered, as deep as it goes", () => {
  expect(offered("data.^")?.labels).toEqual(["name", "order"]);
  expect(offered("data.order.^")?.labels).toEqual(["number", "items", "unit price"]);
  expect(offered("data.order.items[0].^")?.labels).toEqual(["title"]);
  expect(offered("data['order'].^")?.labels).toEqual(["number", "items", "unit price"]);
  expect(offered("data.name.^")).toBeNull();
});

test("what was taken out of the data is known by its name", () => {
  const file = "function(data)\n  local order = data.order;\n";
  expect(offered(`${file}  order.^`)?.labels).toContain("number");
  expect(offered(`${file}  [item.^ for item in order.items]`)?.labels).toEqual(["title"]);
});

test("elsewhere the names of the file and the words of the language are offered", () => {
  const labels = offered("local total = 3; function(input) to^")?.labels;
  expect(labels).toEqual(expect.arrayContaining(["total", "input", "slack", "std", "data", "local", "then"]));
  expect(offered("local a = 1; ^")).toBeNull();
  expect(offered("local a = 1; ^", true)?.labels).toContain("a");
});

test("nothing is offered in strings and comments", () => {
  expect(offered("'slack.^'")).toBeNull();
  expect(offered("// std.^")).toBeNull();
  expect(offered("|||\n  data.^\n|||")).toBeNull();
});

test("what is inserted has a field for each parameter that must be given", () => {
  expect(callTemplate("header(text)")).toBe("header(${text})${}");
  expect(callTemplate("link(url, label=null)")).toBe("link(${url})${}");
  expect(callTemplate("urlButton(text, url, style=null)")).toBe("urlButton(${text}, ${url})${}");
  expect(callTemplate("card(title=null, body=null)")).toBe("card(${})");
  expect(callTemplate("divider")).toBe("divider");
});

test("a key says what the example has there", () => {
  expect(sampleOf("Ada")).toBe('"Ada"');
  expect(sampleOf([1, 2])).toBe("2 items");
  expect(sampleOf({ a: 1 })).toBe("{ … }");
  expect(sampleOf("x".repeat(90))).toHaveLength(32);
});

test("the function under the pointer is found", () => {
  const found = (column: number) => functionAt("  slack.header(std.toString(x))", column, "", library)?.signature;
  expect(found(9)).toBe("slack.header(text)");
  expect(found(20)).toBe("std.toString(value)");
  expect(found(0)).toBeUndefined();
});

test("the keys of workflow.toml are offered where a line begins", () => {
  const at = (doc: string) => completeWorkflow(new CompletionContext(EditorState.create({ doc }), doc.length, false));
  expect(at("cat")?.options.map(({ label }) => label)).toContain("category");
  expect(at("[qui")?.from).toBe(0);
  expect(at('name = "cat')).toBeNull();
});
