// A small workspace for the tests beside it.
import { type Action, type InboxState, type Workspace, initial, reduce } from "./reducer";
import type { Channel, Message, SimEvent, Snapshot } from "./wire";

export const bellhop = { id: "B1", name: "Bellhop", kind: "bot" } as const;
export const deploys = { id: "B2", name: "deploys", kind: "webhook" } as const;

export function message(ts: string, more: Partial<Message> = {}): Message {
  return { ts, channel: "C1", sender: bellhop, text: `at ${ts}`, edited: false, received_at_ms: 0, ...more };
}

export function channel(id: string, more: Partial<Channel> = {}): Channel {
  return { id, name: id.toLowerCase(), kind: "public", is_archived: false, members: [], ...more };
}

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    team: { id: "T1", name: "Acme", domain: "acme" },
    users: [
      { id: "U1", name: "alice", real_name: "Alice Archer", is_bot: false, deleted: false },
      { id: "U2", name: "bob", is_bot: false, deleted: true },
      { id: "U9", name: "bellhop", real_name: "Bellhop", is_bot: true, deleted: false },
    ],
    channels: [channel("C1", { name: "general" })],
    messages: {},
    stats: { calls: 0, accepted: 0, rejected: 0, rate_limited: 0, by_method: {} },
    ...more,
  };
}

export function started(more: Partial<Snapshot> = {}): InboxState {
  return reduce(initial, { type: "snapshot", snapshot: snapshot(more) });
}

export function workspaceOf(state: InboxState): Workspace {
  if (!state.workspace) throw new Error("no workspace");
  return state.workspace;
}

export function events(at: number, ...list: SimEvent[]): Action {
  return { type: "events", events: list, at };
}
