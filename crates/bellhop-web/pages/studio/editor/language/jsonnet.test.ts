import { EditorState } from "@codemirror/state";
import { ensureSyntaxTree, getIndentation } from "@codemirror/language";
import { expect, test } from "vitest";
import { spansOf } from "./code";
import { fold, jsonnet } from "./jsonnet";

/** What each word is, as `class:text`; plain text is left out. */
function words(code: string): string[] {
  return spansOf(code)
    .filter(({ className }) => className !== "")
    .map(({ className, text }) => `${className.replace("tok-", "")}:${text}`);
}

test("comments of all kinds are comments, also over lines", () => {
  expect(words("// one\n# two\n/* three\n four */ 1")).toEqual([
    "comment:// one",
    "comment:# two",
    "comment:/* three",
    "comment: four */",
    "atom:1",
  ]);
});

test("strings end at their own quote, and escapes stand out", () => {
  expect(words(`'a "b"' "it's" 'x\\ny' 'two\nlines'`)).toEqual([
    `string:'a "b"'`,
    `string:"it's"`,
    "string:'x",
    "escape:\\n",
    "string:y'",
    "string:'two",
    "string:lines'",
  ]);
});

test("a verbatim string knows no escape but its doubled quote", () => {
  expect(words("@'C:\\n''x' + 1")).toEqual(["string:@'C:\\n", "escape:''", "string:x'", "operator:+", "atom:1"]);
  expect(words('@"a""b"')).toEqual(['string:@"a', 'escape:""', 'string:b"']);
});

test("a text block ends where its indentation does", () => {
  const code = "local a = |||\n  if 'x'\n\n    deeper\n|||;\nlocal b = 1;";
  expect(words(code)).toEqual([
    "keyword:local",
    "operator:=",
    "string:|||",
    "string:  if 'x'",
    "string:    deeper",
    "string:|||",
    "keyword:local",
    "operator:=",
    "atom:1",
  ]);
});

test("a text block without its first new line ends likewise", () => {
  expect(words("[|||-\n  x\n|||, null]")).toEqual(["string:|||-", "string:  x", "string:|||", "atom:null"]);
});

test("fields of objects are told from other names", () => {
  const code = "{ text: a, 'my key': b, hidden:: c, more+: d, make(x):: x, [if y then 'z']: y }";
  const fields = words(code).filter((word) => word.startsWith("property"));
  expect(fields).toEqual(["property:text", "property:'my key'", "property:hidden", "property:more", "property:make"]);
});

test("a slice has no fields", () => {
  expect(words("items[from:to]")).toEqual(["operator::"]);
});

test("functions, the standard library and what belongs to an object are told apart", () => {
  expect(words("std.length(data.items) + make(self.x, $.y)")).toEqual([
    "standard:std",
    "function:length",
    "property:items",
    "operator:+",
    "function:make",
    "keyword:self",
    "property:x",
    "keyword:$",
    "property:y",
  ]);
});

test("numbers have fractions and exponents", () => {
  expect(words("[0, 1.5, 2e10, 3.1E-4, 1_000]")).toEqual(["atom:0", "atom:1.5", "atom:2e10", "atom:3.1E-4", "atom:1_000"]);
});

test("keywords are whole words, and never fields", () => {
  expect(words("data.\nlocal a = 1")).toEqual(["keyword:local", "operator:=", "atom:1"]);
  expect(words("if iffy then elsewhere else nullable")).toEqual(["keyword:if", "keyword:then", "keyword:else"]);
});

test("what is unfinished is no trouble", () => {
  for (const code of ["'", "@'", "|||", "|||\n", "|||\nx", "/*", "{ a:", "\\", "'\\", "§ ¶"]) {
    expect(
      spansOf(code)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
  }
});

function stateOf(doc: string): EditorState {
  const state = EditorState.create({ doc, extensions: [jsonnet] });
  ensureSyntaxTree(state, doc.length, 5_000);
  return state;
}

test("a line is indented by the brackets that are open before it", () => {
  const doc = "slack.message('x', [\n  slack.fields([\n    1,\n  ]),\n])";
  const state = stateOf(doc);
  const indentations = [2, 3, 4, 5].map((line) => getIndentation(state, state.doc.line(line).from));
  expect(indentations).toEqual([2, 4, 2, 0]);
});

test("what is between brackets can be folded, also around a bracket in a string", () => {
  const state = stateOf("local a = {\n  b: '}',\n};\na");
  const line = state.doc.line(1);
  expect(fold(state, line.from, line.to)).toEqual({ from: line.to, to: state.doc.line(3).from });
  const plain = state.doc.line(4);
  expect(fold(state, plain.from, plain.to)).toBeNull();
});
