// The blocks of a message. Each one stands behind its own boundary: a malformed block becomes
// a card that says so, and its neighbours are drawn as if nothing had happened.
import { Block } from "./Block";
import { Boundary } from "./Boundary";

export function Blocks({ blocks }: { blocks: unknown }) {
  if (!Array.isArray(blocks)) return null;
  return (
    <div className="blocks">
      {blocks.map((block: unknown, index) => (
        <Boundary key={index} block={block}>
          <Block block={block} />
        </Boundary>
      ))}
    </div>
  );
}
