// Rows of interactive elements.
import type { ActionsBlock, ContextActionsBlock } from "@slack/types";
import { Element } from "./elements/Element";

export function Actions({ block }: { block: ActionsBlock | ContextActionsBlock }) {
  return (
    <div className={block.type === "actions" ? "bk-actions" : "bk-actions bk-context-actions"}>
      {block.elements.map((element, index) => (
        <Element key={index} element={element} />
      ))}
    </div>
  );
}
