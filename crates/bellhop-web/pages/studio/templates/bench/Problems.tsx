// What is wrong with the message, and with the template that should make it.
import type { Draft, Finding, Problem } from "../../api/wire";
import { Failure } from "../../shell/Failure";
import type { Bench } from "../bench";
import { nameOf } from "../data";
import { areEqual } from "../files";
import { mendOf, optionalOf, type Mend } from "../mend";
import { placeOfFinding, placeOfProblem, type Place } from "../places";
import { countsOf } from "../counts";
import type { Shown } from "../usePreview";
import { FindingRow } from "./FindingRow";
import { ProblemRow } from "./ProblemRow";

interface ProblemsProps {
  slug: string;
  bench: Bench;
  shown: Shown;
  /** The saved draft, which is tried with every example. */
  tried: Draft | undefined;
  onGo: (place: Place) => void;
  onFill: (example: string) => void;
  onMend: (mend: Mend, place: Place | undefined) => void;
}

export function Problems({ slug, bench, shown, tried, onGo, onFill, onMend }: ProblemsProps) {
  const { problem, findings, error } = shown;
  const elsewhere = elsewhereOf(bench, shown.problem, tried);
  const counts = countsOf(problem, findings, elsewhere);
  // An example may have a problem that is in none of the files by name.
  const files = { ...bench.files, [nameOf(bench.choice)]: "" };
  const place = problem ? placeOfProblem(problem, slug, files) : undefined;
  const mend = problem ? mendOf(problem, place, bench.files, bench.choice) : undefined;
  const optional = problem ? optionalOf(problem, bench.choice) : undefined;
  return (
    <section className="problems" aria-label="Problems" data-quiet={counts.total === 0 && !error} tabIndex={counts.total > 0 ? 0 : undefined}>
      <h3>
        Problems {counts.errors > 0 && <span className="badge badge-bad">{counts.errors}</span>} {counts.warnings > 0 && <span className="badge badge-wait">{counts.warnings}</span>}
        <span className="problems-words" role="status">
          {error ? "" : counts.words}
        </span>
      </h3>
      {error ? (
        <Failure what="The preview can't be made now" error={error} onRetry={shown.retry} />
      ) : (
        <ul>
          {problem && !problem.findings?.length && <ProblemRow problem={problem} place={place} onGo={onGo} {...(mend && { mend })} onMend={(mend) => onMend(mend, place)} {...(optional !== undefined && { optional })} />}
          {findings.map((finding: Finding) => (
            <FindingRow key={`${finding.id} ${finding.pointer}`} finding={finding} place={placeOfFinding(finding, slug, bench.files)} onGo={onGo} />
          ))}
          {elsewhere && <ProblemRow problem={elsewhere} place={placeOfProblem(elsewhere, slug, files)} onGo={onGo} onFill={onFill} />}
        </ul>
      )}
    </section>
  );
}

/** What the draft as it stands does with an example that is not in the preview. */
function elsewhereOf(bench: Bench, here: Problem | null, tried: Draft | undefined): Problem | null {
  const problem = tried?.problem;
  if (!problem?.example || here || problem.example === nameOf(bench.choice)) return null;
  return areEqual(tried?.files ?? {}, bench.files) ? problem : null;
}
