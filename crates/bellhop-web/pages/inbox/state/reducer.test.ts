import { describe, expect, it } from "vitest";
import { type InboxState, KEPT_PER_CHANNEL, initial, reduce } from "./reducer";
import { channel, events, message, started, workspaceOf } from "./sample";

function texts(state: InboxState, id = "C1"): string[] {
  return (workspaceOf(state).messages[id] ?? []).map(({ text }) => text);
}

describe("messages", () => {
  it("a message takes its place in ts order", () => {
    const state = started({ messages: { C1: [message("100.000001"), message("100.000009")] } });

    const after = reduce(state, events(5, { type: "message", message: message("100.000005") }));

    expect(texts(after)).toEqual(["at 100.000001", "at 100.000005", "at 100.000009"]);
    expect(workspaceOf(after).messages["C1"]?.[1]?.news).toBe(5);
  });

  it("hearing of one message twice shows it once", () => {
    const twice = { type: "message", message: message("100.000001") } as const;

    expect(texts(reduce(started(), events(5, twice, twice)))).toEqual(["at 100.000001"]);
  });

  it("a change replaces the message where it stands, and is news", () => {
    const state = started({ messages: { C1: [message("100.000001"), message("100.000002")] } });
    const changed = message("100.000001", { text: "changed", edited: true });

    const after = reduce(state, events(7, { type: "message_changed", message: changed }));

    expect(texts(after)).toEqual(["changed", "at 100.000002"]);
    expect(workspaceOf(after).messages["C1"]?.[0]).toMatchObject({ edited: true, news: 7 });
  });

  it("what only one person sees takes its place among the others", () => {
    const whisper = message("100.000002", { visible_to: "U1" });
    const messages = { C1: [message("100.000001"), message("100.000003")] };
    const live = reduce(started({ messages }), events(7, { type: "ephemeral", message: whisper }));

    for (const state of [live, started({ messages, ephemeral: { C1: [whisper] } })]) {
      expect(texts(state)).toEqual(["at 100.000001", "at 100.000002", "at 100.000003"]);
    }
  });

  it("a deletion removes the message, and one of an unknown message does nothing", () => {
    const state = started({ messages: { C1: [message("100.000001")] } });
    const deletion = { type: "message_deleted", channel: "C1", ts: "100.000001" } as const;

    expect(texts(reduce(state, events(1, deletion, deletion)))).toEqual([]);
  });

  it("the oldest are let go", () => {
    const burst = Array.from({ length: KEPT_PER_CHANNEL + 10 }, (_, index) => ({
      type: "message" as const,
      message: message(`${1_000_000 + index}.000001`),
    }));

    const kept = texts(reduce(started(), events(1, ...burst)));

    expect(kept).toHaveLength(KEPT_PER_CHANNEL);
    expect(kept[0]).toBe("at 1000010.000001");
  });

  it("a burst leaves the state before it untouched", () => {
    const state = started({ messages: { C1: [message("100.000001")] } });

    reduce(state, events(1, { type: "message", message: message("100.000002") }));

    expect(texts(state)).toEqual(["at 100.000001"]);
  });
});

describe("the workspace", () => {
  it("a new channel is listed without touching the others", () => {
    const after = reduce(started(), events(1, { type: "channel", channel: channel("C2") }));

    expect(Object.keys(workspaceOf(after).channels)).toEqual(["C1", "C2"]);
  });

  it("what is shown stays while the line is lost, and a new snapshot replaces it", () => {
    const state = reduce(started({ messages: { C1: [message("100.000001")] } }), { type: "lost" });
    expect(state.phase).toBe("lost");
    expect(texts(state)).toHaveLength(1);

    const again = reduce(state, { type: "snapshot", snapshot: { ...started().workspace!, users: [], channels: [], messages: {} } });
    expect(texts(again)).toEqual([]);
    expect(workspaceOf(again).epoch).toBe(2);
  });

  it("events before the first snapshot are nothing to apply", () => {
    expect(reduce(initial, events(1, { type: "message", message: message("1.000001") }))).toBe(initial);
  });
});
