// What is said of a message: where it goes, when, and what became of redriving it.
import { toneOf } from "./status";
import type { Message, Redriven } from "./wire";

const KINDS: Record<string, string> = {
  channel_id: "Channel",
  user_id: "Person",
  users: "Group",
  email: "E-mail",
  incoming_webhook: "Webhook",
};

/** Where a message goes: what kind of place, which, and where that turned out to be. */
export function placeOf(message: Message): { kind: string; id?: string; became?: string } | undefined {
  const { address, destination } = message;
  if (!address) return undefined;
  const kind = KINDS[address.kind] ?? address.kind;
  const id = address.id?.replaceAll(",", ", ");
  const became = destination !== undefined && destination !== address.id ? destination : undefined;
  return { kind, ...(id !== undefined && { id }), ...(became !== undefined && { became }) };
}

export function recipientOf(message: Pick<Message, "distinct_id">): string {
  return message.distinct_id || "a passing recipient";
}

/** Why somebody should look at it, in a word or two. */
export function whyOf(message: Message): string | undefined {
  return toneOf(message.status) === "bad" ? message.reason?.replaceAll("_", " ") : undefined;
}

export function headingOf(message: Message): string {
  return `${message.template || "No template"} to ${recipientOf(message)}`;
}

/** A span of time in the unit that says something: "180 ms", "1.4 s", "3 min", "2 h", "5 d". */
export function spanOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? Math.floor(seconds * 10) / 10 : Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** What became of redriving, in sentences. */
export function redrivenWords({ redriven, delivered, failed, more }: Redriven): string {
  const said = [];
  if (redriven > 0) said.push(`${countOf(redriven, "message is", "messages are")} on ${redriven === 1 ? "its" : "their"} way again.`);
  if (delivered > 0) said.push(`${countOf(delivered, "was", "were")} not sent again, because Slack has ${delivered === 1 ? "it" : "them"} already.`);
  if (failed.length > 0) said.push(`${countOf(failed.length, "stays", "stay")} as ${failed.length === 1 ? "it is" : "they are"}: ${reasonsOf(failed)}.`);
  if (more) said.push("There may be more; redrive again.");
  return said.length > 0 ? said.join(" ") : "There was nothing to redrive.";
}

/** Each reason once. */
function reasonsOf(failed: Redriven["failed"]): string {
  const known: Record<string, string> = { "no dead letter has this id": "no longer kept among the dead letters" };
  return [...new Set(failed.map(({ error }) => known[error] ?? error))].join("; ");
}
