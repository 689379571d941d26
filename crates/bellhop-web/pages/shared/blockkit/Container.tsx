// A container block: a titled frame around other blocks, which may start closed.
import type { ContainerBlock } from "@slack/types";
import { Blocks } from "./Blocks";
import { RichText } from "./RichText";
import { Text } from "./Text";

export function Container({ block }: { block: ContainerBlock }) {
  const title = (
    <>
      {block.title && <Text of={block.title} />}
      {block.rich_text_title && <RichText block={block.rich_text_title} />}
      {block.subtitle && (
        <div className="bk-container-subtitle">
          <Text of={block.subtitle} />
        </div>
      )}
    </>
  );
  if (!block.is_collapsible) {
    return (
      <div className="bk-container">
        <div className="bk-container-title">{title}</div>
        <Blocks blocks={block.child_blocks} />
      </div>
    );
  }
  return (
    <details className="bk-container" open={!block.default_collapsed}>
      <summary className="bk-container-title">{title}</summary>
      <Blocks blocks={block.child_blocks} />
    </details>
  );
}
