// A message for tests.
import type { Message } from "./wire";

export function message(more: Partial<Message> = {}): Message {
  return {
    id: "5b0c2f5e-9a51-5c3a-8f5d-0a4be0a7c9a1",
    message_id: "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11",
    distinct_id: "u-1842",
    template: "order-shipped",
    address: { kind: "channel_id", id: "C0ORDERS" },
    status: "delivered",
    attempts: 1,
    accepted_at_ms: 1_795_239_720_000,
    updated_at_ms: 1_795_239_720_180,
    ...more,
  };
}
