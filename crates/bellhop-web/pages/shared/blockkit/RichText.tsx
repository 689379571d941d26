// A rich_text block: paragraphs, lists, quotes and code.
import type { RichTextBlock } from "@slack/types";
import { RichTextInlines } from "./RichTextInlines";
import { RichTextList } from "./RichTextList";

type Part = RichTextBlock["elements"][number];

export function RichText({ block }: { block: RichTextBlock }) {
  return (
    <div className="bk-rich">
      {block.elements.map((part, index) => (
        <RichTextPart key={index} part={part} />
      ))}
    </div>
  );
}

function RichTextPart({ part }: { part: Part }) {
  switch (part.type) {
    case "rich_text_section":
      return (
        <div className="lines">
          <RichTextInlines elements={part.elements} />
        </div>
      );
    case "rich_text_list":
      return <RichTextList list={part} />;
    case "rich_text_quote":
      return (
        <blockquote className="quote lines">
          <RichTextInlines elements={part.elements} />
        </blockquote>
      );
    case "rich_text_preformatted":
      return (
        <pre className="preformatted">
          <RichTextInlines elements={part.elements} />
        </pre>
      );
  }
}
