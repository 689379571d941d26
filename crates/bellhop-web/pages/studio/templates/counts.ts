// How much is wrong, in numbers and in one sentence.
import type { Finding, Problem } from "../api/wire";

export interface Counts {
  errors: number;
  warnings: number;
  total: number;
  words: string;
}

export function countsOf(problem: Problem | null, findings: readonly Finding[], elsewhere: Problem | null): Counts {
  const found = findings.filter((finding) => finding.severity === "error").length;
  const warnings = findings.length - found;
  const errors = found + (problem && !problem.findings?.length ? 1 : 0) + (elsewhere ? 1 : 0);
  return { errors, warnings, total: errors + warnings, words: words(errors, warnings, problem) };
}

function words(errors: number, warnings: number, problem: Problem | null): string {
  if (errors === 0 && warnings === 0) return "None. Slack takes this message as it is.";
  if (problem) return "There is no message until this is mended.";
  if (errors > 0) return "It fails with another example.";
  return warnings === 1 ? "Slack takes this message; one thing is worth a look." : `Slack takes this message; ${warnings} things are worth a look.`;
}

/** What a draft would change in the last real messages. `mended` are those of the changed that failed. */
export function sentenceOf({ compared, changed, failing, mended = 0 }: { compared: number; changed: number; failing: number; mended?: number }): string {
  const different = changed - mended;
  if (compared === 1) {
    return mended > 0 ? "The last real message failed, and would be sent." : `The last real message would ${failing > 0 ? "fail" : changed > 0 ? "look different" : "stay as it was"}.`;
  }
  if (changed === 0 && failing === 0) return `All of the last ${compared} real messages would stay as they were.`;
  const said = [different > 0 && `${different} would look different`, mended > 0 && `${mended} failed and would be sent`, failing > 0 && `${failing} would fail`].filter(Boolean).join(", and ");
  return `Of the last ${compared} real messages ${said}.`;
}
