import { describe, expect, it } from "vitest";
import { KEPT_CALLS, append, noCalls, outcome } from "./calls";
import { channelOf } from "./useRoute";
import type { Call } from "./wire";

function call(more: Partial<Call> = {}): Call {
  return { seq: 1, at_ms: 0, method: "chat.postMessage", channel: "C1", status: 200, error: null, retry_after: null, ts: null, text: null, ...more };
}

describe("the outcome of a call", () => {
  it.each([
    [call(), { tone: "good", word: "ok" }],
    [call({ status: 429, error: "ratelimited", retry_after: 30 }), { tone: "wait", word: "retry after 30 s" }],
    [call({ status: 429 }), { tone: "wait", word: "rate limited" }],
    [call({ error: "ratelimited" }), { tone: "wait", word: "rate limited" }],
    [call({ error: "not_in_channel" }), { tone: "bad", word: "not_in_channel" }],
    [call({ status: 503 }), { tone: "bad", word: "HTTP 503" }],
    [call({ status: null }), { tone: "bad", word: "no answer" }],
  ])("%#", (given, expected) => {
    expect(outcome(given)).toEqual(expected);
  });
});

describe("the latest calls", () => {
  it("keep the end, and know where to go on", () => {
    const page = Array.from({ length: KEPT_CALLS + 5 }, (_, index) => call({ seq: index + 1 }));

    const after = append(noCalls, page);

    expect(after.list).toHaveLength(KEPT_CALLS);
    expect(after.next).toBe(KEPT_CALLS + 5);
    expect(append(after, [])).toEqual(after);
  });
});

describe("the address", () => {
  it("names a conversation, or none", () => {
    expect(channelOf("#/C123")).toBe("C123");
    expect(channelOf("#/")).toBeUndefined();
    expect(channelOf("")).toBeUndefined();
  });
});
