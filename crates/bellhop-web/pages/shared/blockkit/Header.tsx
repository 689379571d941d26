// A header block. Its level changes the size only: in the page's outline every header of a
// message stands below the conversation's own heading.
import type { HeaderBlock } from "@slack/types";
import { Text } from "./Text";

export function Header({ block }: { block: HeaderBlock & { level?: number } }) {
  return (
    <h3 className={`bk-header bk-header-${block.level ?? 1}`}>
      <Text of={block.text} />
    </h3>
  );
}
