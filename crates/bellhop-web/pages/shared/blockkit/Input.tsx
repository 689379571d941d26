// An input block: a label, an element to fill in, and a hint.
import type { InputBlock } from "@slack/types";
import { Element } from "./elements/Element";
import { Text } from "./Text";

export function Input({ block }: { block: InputBlock }) {
  return (
    <div className="bk-input">
      <div className="bk-input-label">
        <Text of={block.label} />
        {block.optional && <span className="bk-input-optional"> (optional)</span>}
      </div>
      <Element element={block.element} label={block.label.text} />
      {block.hint && (
        <div className="bk-input-hint">
          <Text of={block.hint} />
        </div>
      )}
    </div>
  );
}
