// A conversation's messages in the form in which they are shown: days, groups, threads.
import { type Clock, compareTs, dayKey, dayLabel, millis } from "../../shared/time";
import type { Kept } from "./reducer";

/** The messages of one calendar day in the reader's zone. */
export interface Day {
  key: string;
  label: string;
  rows: Row[];
}

export type Row =
  /** The line above the first message that is new to the reader. */
  | { kind: "new"; key: string }
  | { kind: "message"; key: string; message: Kept; follows: boolean; replies: Kept[] }
  /** Replies whose parent has been deleted. */
  | { kind: "orphans"; key: string; replies: Kept[] };

/** Messages of one sender within this time stand under one name. */
const GROUP_MS = 5 * 60 * 1000;

/** A reply that was broadcast stands in its thread and in the channel. `newSince` is the last ts that had been read when the conversation was opened. */
export function timeline(messages: Kept[], clock: Clock, newSince?: string): Day[] {
  const days: Day[] = [];
  let announced = newSince === undefined;
  let previous: Kept | undefined;
  for (const { head, ts, replies } of threads(messages)) {
    const day = dayOf(days, ts, clock);
    const startsNew = !announced && compareTs(ts, newSince ?? "") > 0;
    if (startsNew) day.rows.push({ kind: "new", key: "new" });
    announced ||= startsNew;
    if (head) {
      const follows = day.rows.length > 0 && !startsNew && sameGroup(previous, head);
      day.rows.push({ kind: "message", key: ts, message: head, follows, replies });
    } else {
      day.rows.push({ kind: "orphans", key: ts, replies });
    }
    previous = head && replies.length === 0 ? head : undefined;
  }
  return days;
}

/** The last day if the message is of that day, else a new one. */
function dayOf(days: Day[], ts: string, clock: Clock): Day {
  const at = new Date(millis(ts));
  const key = dayKey(at, clock);
  const last = days.at(-1);
  if (last?.key === key) return last;
  const day = { key, label: dayLabel(at, clock), rows: [] };
  days.push(day);
  return day;
}

interface Thread {
  head: Kept | undefined;
  ts: string;
  replies: Kept[];
}

function threads(messages: Kept[]): Thread[] {
  const byTs = new Map<string, Thread>();
  const found: Thread[] = [];
  for (const message of messages) {
    const ts = message.thread_ts ?? message.ts;
    let thread = byTs.get(ts);
    if (!thread) {
      thread = { head: undefined, ts, replies: [] };
      byTs.set(ts, thread);
      found.push(thread);
    }
    if (message.ts === ts) thread.head = message;
    else thread.replies.push(message);
    if (message.ts !== ts && message.reply_broadcast) found.push({ head: message, ts: message.ts, replies: [] });
  }
  // A reply can only be met before its parent if the parent is gone; its ts still says where it was.
  return found.sort((left, right) => compareTs(left.ts, right.ts));
}

function sameGroup(previous: Kept | undefined, message: Kept): boolean {
  if (!previous) return false;
  const { sender } = message;
  const same = previous.sender.id === sender.id && previous.sender.name === sender.name;
  const together = previous.visible_to === message.visible_to && !message.reply_broadcast;
  return same && together && millis(message.ts) - millis(previous.ts) < GROUP_MS;
}
