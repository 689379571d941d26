// Where the message will be.

export function EmptyPreview({ isPending, hasProblem }: { isPending: boolean; hasProblem: boolean }) {
  if (isPending && !hasProblem) {
    return (
      <div className="slack-frame slack-bones" role="status" aria-label="Loading the preview">
        {[38, 82, 64, 74].map((width) => (
          <div className="bone" key={width} style={{ width: `${width}%` }} />
        ))}
      </div>
    );
  }
  return (
    <div className="slack-frame slack-empty">
      <p>
        <strong>No message yet.</strong> {hasProblem ? "What is in its way is told below." : "The template makes none of this data."}
      </p>
    </div>
  );
}
