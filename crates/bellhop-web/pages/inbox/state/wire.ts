// What the simulator says over HTTP: GET sim/state, sim/events and sim/calls.

export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface User {
  id: string;
  name: string;
  real_name?: string;
  email?: string;
  is_bot: boolean;
  deleted: boolean;
}

export type ChannelKind = "public" | "private" | "im" | "mpim";

export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  is_archived: boolean;
  /** Direct messages only: the human at the other end. */
  user?: string | null;
  members?: string[];
}

export interface Sender {
  id: string;
  name: string;
  kind: "bot" | "webhook";
}

/** One emoji on a message, and who put it there. */
export interface Reaction {
  name: string;
  users: string[];
}

export interface Message {
  ts: string;
  channel: string;
  sender: Sender;
  text: string;
  /** Unchecked JSON: the renderers of shared/blockkit expect nothing of it. */
  blocks?: unknown;
  attachments?: unknown;
  thread_ts?: string | null;
  /** A reply that is shown in the channel too. */
  reply_broadcast?: boolean;
  edited: boolean;
  reactions?: Reaction[];
  pinned?: boolean;
  /** An ephemeral message: the only one who sees it. */
  visible_to?: string;
  metadata?: unknown;
  received_at_ms: number;
}

export interface MethodStats {
  calls: number;
  ok: number;
  rate_limited: number;
  errors: Record<string, number>;
}

export interface Stats {
  calls: number;
  accepted: number;
  rejected: number;
  rate_limited: number;
  by_method: Record<string, MethodStats>;
}

export interface Snapshot {
  team: Team;
  users: User[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  /** What only single people see, by channel. */
  ephemeral?: Record<string, Message[]>;
  stats: Stats;
}

export type SimEvent =
  | { type: "message"; message: Message }
  | { type: "ephemeral"; message: Message }
  | { type: "message_changed"; message: Message }
  | { type: "message_deleted"; channel: string; ts: string }
  | { type: "channel"; channel: Channel }
  | { type: "stats"; stats: Stats };

/** One call that the simulator answered. */
export interface Call {
  seq: number;
  at_ms: number;
  /** Slack's method name, or "webhook". */
  method: string;
  channel: string | null;
  /** Zero or null when the call was left without an answer. */
  status: number | null;
  error: string | null;
  /** Seconds. A fault may make it anything, so text is possible. */
  retry_after: number | string | null;
  ts: string | null;
  text: string | null;
}
