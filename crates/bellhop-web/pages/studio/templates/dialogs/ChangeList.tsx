// Which files changed, in a line each.
import type { Change } from "../files";

const WORDS = { added: "new", changed: "changed", removed: "removed" };

export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="change-list" aria-label="What changed">
      {changes.map((change) => (
        <li key={change.file}>
          <code>{change.file}</code> <span className="quiet">{WORDS[change.kind]}</span>
        </li>
      ))}
    </ul>
  );
}
