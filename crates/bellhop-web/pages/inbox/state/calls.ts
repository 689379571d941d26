// The latest calls, as far as the wire drawer shows them.
import type { Call } from "./wire";

/** How many calls the drawer keeps. */
export const KEPT_CALLS = 300;
/** How many are asked for at a time. */
const PAGE = 500;
/** Pages read in one go; under heavy load the rest comes with the next turn. */
const PAGES_A_TURN = 4;

export interface Calls {
  /** Oldest first. */
  list: Call[];
  /** Where the next question starts. */
  next: number;
}

export const noCalls: Calls = { list: [], next: 0 };

/** Reads what came after `from.next`. The first time, only the latest are asked for. */
export async function readCalls(from: Calls, total: number): Promise<Calls> {
  let calls = from.next === 0 ? { list: [], next: Math.max(0, total - KEPT_CALLS) } : from;
  for (let page = 0; page < PAGES_A_TURN; page += 1) {
    const response = await fetch(`sim/calls?after=${calls.next}&limit=${PAGE}`, { cache: "no-store" });
    if (!response.ok) throw new Error(`sim/calls answered ${response.status}`);
    const more = (await response.json()) as { calls: Call[] };
    calls = append(calls, more.calls);
    if (more.calls.length < PAGE) break;
  }
  return calls;
}

/** Adds a page and lets the oldest go. */
export function append({ list, next }: Calls, page: Call[]): Calls {
  return { list: [...list, ...page].slice(-KEPT_CALLS), next: page.at(-1)?.seq ?? next };
}

/** How a call went, in the words and the colour of the drawer. */
export type Outcome = { tone: "good" | "wait" | "bad"; word: string };

export function outcome({ status, error, retry_after: wait }: Call): Outcome {
  const limited = status === 429 || error === "ratelimited" || error === "rate_limited";
  if (limited) return { tone: "wait", word: wait === null ? "rate limited" : `retry after ${wait} s` };
  if (!status) return { tone: "bad", word: error ?? "no answer" };
  if (error !== null || status >= 400) return { tone: "bad", word: error ?? `HTTP ${status}` };
  return { tone: "good", word: "ok" };
}
