// An alert block: a banner in the colour of its level.
import type { AlertBlock } from "@slack/types";
import { Text } from "./Text";

export function Alert({ block }: { block: AlertBlock }) {
  return (
    <div className={`bk-alert bk-alert-${block.level ?? "default"}`}>
      <Text of={block.text} />
    </div>
  );
}
