// An image block: its title, and the picture below it.
import type { ImageBlock } from "@slack/types";
import { Picture, imageAddress } from "./Picture";
import { Text } from "./Text";

export function Image({ block }: { block: ImageBlock }) {
  return (
    <figure className="bk-image">
      {block.title && (
        <figcaption>
          <Text of={block.title} />
        </figcaption>
      )}
      <Picture src={imageAddress(block)} alt={block.alt_text} size="full" />
    </figure>
  );
}
