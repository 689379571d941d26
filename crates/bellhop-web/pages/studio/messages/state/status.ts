// What the states of a message are called, and which of them belong together.
import type { Message } from "./wire";

export type Tone = "good" | "wait" | "bad" | "plain";

const STATUSES = {
  queued: { name: "Waiting", tone: "wait" },
  delivered: { name: "Delivered", tone: "good" },
  failed: { name: "Failed", tone: "bad" },
  expired: { name: "Expired", tone: "bad" },
  refused: { name: "Not sent", tone: "bad" },
  ambiguous: { name: "Uncertain", tone: "bad" },
  merged: { name: "Merged", tone: "plain" },
  cancelled: { name: "Called off", tone: "plain" },
} as const satisfies Record<string, { name: string; tone: Tone }>;

export type Status = keyof typeof STATUSES;

export const ALL = Object.keys(STATUSES) as Status[];

export function isStatus(text: string): text is Status {
  return Object.hasOwn(STATUSES, text);
}

export function nameOf(status: Status): string {
  return STATUSES[status].name;
}

export function toneOf(status: Status): Tone {
  return STATUSES[status].tone;
}

/** What people look for: the states, gathered. */
export const GROUPS: { name: string; statuses: Status[] }[] = [
  { name: "All", statuses: [] },
  { name: "Waiting", statuses: ["queued"] },
  { name: "Delivered", statuses: ["delivered"] },
  { name: "Given up", statuses: ["failed", "expired", "refused", "ambiguous"] },
  { name: "Merged or called off", statuses: ["merged", "cancelled"] },
];

export function isSame(left: Status[], right: Status[]): boolean {
  return left.length === right.length && left.every((status) => right.includes(status));
}

/** Whether all of these mean that somebody should look. */
export function isGivenUp(statuses: Status[]): boolean {
  return statuses.length > 0 && statuses.every((status) => toneOf(status) === "bad");
}

/** Whether a message can be sent again: there was something to send, and it was wanted to the end. */
export function canRedrive(message: Message): boolean {
  return toneOf(message.status) === "bad" && message.address !== undefined && message.reason !== "too_late";
}
