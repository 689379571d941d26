// A list of a rich_text block. Deeper levels arrive as lists of their own with a larger indent.
import type { RichTextList as List } from "@slack/types";
import { RichTextInlines } from "./RichTextInlines";

/** Slack's bullets and numbers change with the depth, in turns of three. */
const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

export function RichTextList({ list }: { list: List & { offset?: number } }) {
  const indent = list.indent ?? 0;
  const ordered = list.style === "ordered";
  const listStyleType = (ordered ? NUMBERS : BULLETS)[indent % 3];
  const style = { listStyleType, marginInlineStart: `${indent * 1.5}em` };
  const items = list.elements.map((item, index) => (
    <li key={index} className="lines">
      <RichTextInlines elements={item.elements} />
    </li>
  ));
  const className = list.border ? "bk-list bk-bordered" : "bk-list";
  if (!ordered) {
    return (
      <ul className={className} style={style}>
        {items}
      </ul>
    );
  }
  return (
    <ol className={className} style={style} start={(list.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}
