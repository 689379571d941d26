// What the API says of messages, as far as the studio reads it.
import type { Status } from "./status";

/** A message as a search finds it. */
export interface Message {
  id: string;
  /** The trigger that it came of. */
  message_id: string;
  distinct_id: string;
  template: string;
  category?: string;
  /** Missing where planning found nothing to send. */
  address?: { kind: string; id?: string };
  connection?: string;
  destination?: string;
  status: Status;
  reason?: string;
  detail?: string;
  receipt?: { channel: string; ts: string };
  attempts: number;
  accepted_at_ms: number;
  updated_at_ms: number;
  timeline?: Step[];
}

export interface Step {
  at_ms: number;
  what: string;
  detail?: string;
}

export interface Found {
  results: Message[];
  after?: string;
  looked_at: number;
  searched_to_ms?: number;
}

export interface Trigger {
  id: string;
  accepted_at_ms: number;
  /** What it starts: `workflow order-shipped`. */
  start: string;
  recipients: number;
  idempotency_key?: string;
  counts: Record<Status, number>;
  messages: Message[];
  after?: string;
}

/** What became of a message and why, or of a trigger (then without lines and advice). */
export interface Explanation {
  summary: string;
  lines?: { at_ms: number; after_ms: number; text: string }[];
  next: string;
  advice?: string;
}

export interface Forecast {
  ahead?: number;
  expected_at_ms?: number;
}

export interface Redriven {
  redriven: number;
  delivered: number;
  failed: { id: string; error: string }[];
  more: boolean;
}

/** Where messages go instead of where they went. */
export interface Elsewhere {
  to: string;
  connection?: string;
}

export function isTrigger(record: Message | Trigger): record is Trigger {
  return "counts" in record;
}
