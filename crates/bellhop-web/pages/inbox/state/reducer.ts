// All that the page knows, and how each thing it hears changes it. Pure: times are arguments.
import { compareTs } from "../../shared/time";
import type { Channel, Message, SimEvent, Snapshot, Stats, Team, User } from "./wire";

/** Older messages of a conversation are let go, so that a page may stay open under load. */
export const KEPT_PER_CHANNEL = 1_000;

/** A message, and when news of it reached this page (milliseconds; absent if it was there before). */
export interface Kept extends Message {
  news?: number;
}

export interface Workspace {
  team: Team;
  users: Record<string, User>;
  channels: Record<string, Channel>;
  /** In ts order, by channel. */
  messages: Record<string, Kept[]>;
  stats: Stats;
  /** Counts the snapshots, so that whoever follows the calls knows when to start again. */
  epoch: number;
}

export interface InboxState {
  /** loading: never heard anything. live: connected. lost: what is shown may be out of date. */
  phase: "loading" | "live" | "lost";
  workspace: Workspace | null;
}

export type Action =
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "connected" }
  | { type: "lost" }
  | { type: "events"; events: SimEvent[]; at: number };

export const initial: InboxState = { phase: "loading", workspace: null };

export function reduce(state: InboxState, action: Action): InboxState {
  switch (action.type) {
    case "snapshot":
      return { ...state, workspace: fromSnapshot(action.snapshot, (state.workspace?.epoch ?? 0) + 1) };
    case "connected":
      return { ...state, phase: "live" };
    case "lost":
      return { ...state, phase: "lost" };
    case "events":
      return state.workspace ? { ...state, workspace: apply(state.workspace, action.events, action.at) } : state;
  }
}

function fromSnapshot({ team, users, channels, messages, ephemeral = {}, stats }: Snapshot, epoch: number): Workspace {
  const kept: Record<string, Kept[]> = {};
  for (const [channel, list] of Object.entries(messages)) {
    const all = [...list, ...(ephemeral[channel] ?? [])].sort((left, right) => compareTs(left.ts, right.ts));
    kept[channel] = all.slice(-KEPT_PER_CHANNEL);
  }
  return { team, users: byId(users), channels: byId(channels), messages: kept, stats, epoch };
}

function byId<T extends { id: string }>(items: T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

/** Applies a burst at once: every list it touches is copied once, however long the burst. */
function apply(before: Workspace, events: SimEvent[], at: number): Workspace {
  const after = { ...before, messages: { ...before.messages } };
  const copied = new Set<string>();
  const listOf = (channel: string): Kept[] => {
    if (!copied.has(channel)) {
      after.messages[channel] = [...(after.messages[channel] ?? [])];
      copied.add(channel);
    }
    return (after.messages[channel] ??= []);
  };
  for (const event of events) {
    switch (event.type) {
      case "message":
      case "ephemeral":
      case "message_changed":
        put(listOf(event.message.channel), { ...event.message, news: at });
        break;
      case "message_deleted":
        remove(listOf(event.channel), event.ts);
        break;
      case "channel":
        after.channels = { ...after.channels, [event.channel.id]: event.channel };
        break;
      case "stats":
        after.stats = event.stats;
        break;
    }
  }
  return after;
}

/** Puts a message in its place. Hearing of one twice, as happens around a snapshot, is harmless. */
function put(list: Kept[], message: Kept): void {
  let at = list.length;
  while (at > 0 && compareTs((list[at - 1] as Kept).ts, message.ts) > 0) at -= 1;
  if (list[at - 1]?.ts === message.ts) list[at - 1] = message;
  else list.splice(at, 0, message);
  if (list.length > KEPT_PER_CHANNEL) list.splice(0, list.length - KEPT_PER_CHANNEL);
}

function remove(list: Kept[], ts: string): void {
  const at = list.findIndex((message) => message.ts === ts);
  if (at >= 0) list.splice(at, 1);
}
