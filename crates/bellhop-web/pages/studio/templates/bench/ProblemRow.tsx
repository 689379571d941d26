// Why there is no message: in words, with the line where it happened.
import type { Problem } from "../../api/wire";
import { Said } from "../../messages/Said";
import type { Mend } from "../mend";
import { asSentence, wordsOf, type Place } from "../places";

interface ProblemRowProps {
  problem: Problem;
  place: Place | undefined;
  onGo: (place: Place) => void;
  /** For a problem that another example shows. */
  onFill?: (example: string) => void;
  /** What one press can do about it. */
  mend?: Mend;
  onMend?: (mend: Mend) => void;
  /** What to write, where the data may do without. */
  optional?: string;
}

export function ProblemRow({ problem, place, onGo, onFill, mend, onMend, optional }: ProblemRowProps) {
  const { example, source_line: source, column } = problem;
  return (
    <li className="problem problem-error">
      <p className="problem-words">
        {onFill && <>With {example}: </>}
        <Said text={onFill ? wordsOf(problem) : asSentence(wordsOf(problem))} />
      </p>
      {source !== undefined && (
        <pre className="problem-source">
          <span className="problem-line" aria-hidden="true">
            {problem.line}
          </span>
          {source}
          {column !== undefined && source.length < 200 && <span aria-hidden="true">{`\n${" ".repeat(String(problem.line).length + column)}^`}</span>}
        </pre>
      )}
      {optional !== undefined && (
        <p className="problem-hint">
          This event came without it. For events like this one, write <code>{optional}</code>.
        </p>
      )}
      <p className="problem-foot">
        {(problem.file ?? place?.file) && (
          <span>
            {place?.file ?? problem.file}
            {(problem.line ?? place?.line) !== undefined && `, line ${problem.line ?? place?.line}`}
            {column !== undefined && `, column ${column}`}
          </span>
        )}
        {place && (
          <button type="button" className="link-button" onClick={() => onGo(place)}>
            Go to line {place.line}
          </button>
        )}
        {mend && onMend && (
          <button type="button" className="button button-small" onClick={() => onMend(mend)}>
            {mend.words}
          </button>
        )}
        {onFill && example && (
          <button type="button" className="link-button" onClick={() => onFill(example)}>
            Preview it with {example}
          </button>
        )}
      </p>
    </li>
  );
}
