// Stands in for a block that cannot be drawn: says which one, and shows it on request.

const SENTENCES = {
  unknown: "This block is not drawn here",
  malformed: "This block could not be drawn: it is not what Slack's reference describes",
};

export function Unsupported({ block, reason }: { block: unknown; reason: keyof typeof SENTENCES }) {
  return (
    <details className="bk-unsupported">
      <summary>
        <span className="bk-unsupported-type">{typeOf(block)}</span> {SENTENCES[reason]}
      </summary>
      <pre className="preformatted">{JSON.stringify(block, null, 2)}</pre>
    </details>
  );
}

function typeOf(block: unknown): string {
  if (typeof block === "object" && block !== null && "type" in block) return String(block.type);
  return "no type";
}
