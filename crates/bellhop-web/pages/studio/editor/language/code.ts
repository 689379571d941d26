// Jsonnet as spans, for code that is only shown: the same tokens, without an editor.
import { highlightTree } from "@lezer/highlight";
import { highlighter } from "./highlighter";
import { jsonnetLanguage } from "./jsonnet";

export interface Span {
  text: string;
  /** As in syntax.css; empty for plain text. */
  className: string;
}

export function spansOf(code: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const plain = (to: number) => {
    if (to > at) {
      spans.push({ text: code.slice(at, to), className: "" });
    }
  };
  highlightTree(jsonnetLanguage.parser.parse(code), highlighter, (from, to, className) => {
    plain(from);
    spans.push({ text: code.slice(from, to), className });
    at = to;
  });
  plain(code.length);
  return spans;
}
