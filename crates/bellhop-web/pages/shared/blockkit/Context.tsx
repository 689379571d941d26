// A context block: small print and small pictures in one row.
import type { ContextBlock } from "@slack/types";
import { Picture, imageAddress } from "./Picture";
import { Text } from "./Text";

export function Context({ block }: { block: ContextBlock }) {
  return (
    <div className="bk-context">
      {block.elements.map((element, index) =>
        element.type === "image" ? (
          <Picture key={index} src={imageAddress(element)} alt={element.alt_text} size="tiny" />
        ) : (
          <div className="bk-context-text" key={index}>
            <Text of={element} />
          </div>
        ),
      )}
    </div>
  );
}
