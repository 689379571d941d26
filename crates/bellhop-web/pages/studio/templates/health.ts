// How a template does, in words and in the colour of its badge.
import type { Health, Problem } from "../api/wire";

export type Tone = "good" | "wait" | "bad" | "plain";

export interface Verdict {
  /** On the badge. */
  label: string;
  tone: Tone;
  /** The same as a sentence, for whoever sees the badge for the first time. */
  meaning: string;
}

/** What is wrong with what is served goes before what is wrong with what is not. */
export function verdictOf(health: Health): Verdict {
  if (health.problem) {
    return { label: "Broken", tone: "bad", meaning: "It is served, and can't be rendered: messages of it fail." };
  }
  if (health.version === null) {
    return health.refused
      ? { label: "Refused", tone: "bad", meaning: "It was refused, so nothing is served." }
      : { label: "Never committed", tone: "plain", meaning: "A draft: nothing of it is served yet." };
  }
  if (health.refused) {
    return { label: "Newer one refused", tone: "wait", meaning: "An earlier version is served, because the newest was refused." };
  }
  return { label: "Served", tone: "good", meaning: "The newest version is served." };
}

/** Why it failed last, if it did after it was last fine. */
export function lastFailure(health: Health): { at: number; why: string } | undefined {
  const at = health.last_failed_at_ms;
  return typeof at === "number" ? { at, why: health.last_failure ?? "It could not be rendered." } : undefined;
}

/** Whether the last failure is older than the last success: then it is history. */
export function isMended(health: Health): boolean {
  return (health.last_rendered_at_ms ?? 0) > (health.last_failed_at_ms ?? 0);
}

/** "template.jsonnet, line 3" for the place of a problem, or nothing. */
export function placeOf(problem: Problem): string | undefined {
  if (!problem.file) {
    return undefined;
  }
  const file = problem.file.split("/").slice(1).join("/") || problem.file;
  return problem.line === undefined ? file : `${file}, line ${problem.line}`;
}

/** The first characters, as people name it to one another. */
export function shortVersion(version: string): string {
  return version.slice(0, 8);
}

export function matches(health: Health, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const said = [health.slug, health.name ?? "", health.category ?? "", verdictOf(health).label].join(" ").toLowerCase();
  return words.every((word) => said.includes(word));
}

/** Those that need somebody first, then by name. */
export function inOrder(all: readonly Health[]): Health[] {
  const weight = (health: Health) => ({ bad: 0, wait: 1, plain: 2, good: 2 })[verdictOf(health).tone];
  return [...all].sort((a, b) => weight(a) - weight(b) || a.slug.localeCompare(b.slug));
}
