import { describe, expect, it } from "vitest";
import { deploys, message } from "./sample";
import { timeline } from "./timeline";

const clock = { now: new Date("2026-03-10T12:00:00Z"), locale: "en-GB", timeZone: "UTC" };
/** Noon of a day in March 2026, as a ts. */
const noon = (day: number, second = 0) => `${Date.UTC(2026, 2, day, 12) / 1000 + second}.000001`;

function rows(...given: Parameters<typeof timeline>) {
  return timeline(...given).flatMap((day) => day.rows);
}

describe("days", () => {
  it("each day has its name", () => {
    const days = timeline([message(noon(1)), message(noon(9)), message(noon(10))], clock);

    expect(days.map(({ label }) => label)).toEqual([expect.stringMatching(/^Sunday,? 1 March$/), "Yesterday", "Today"]);
  });
});

describe("groups", () => {
  it("messages of one sender within five minutes stand under one name", () => {
    const list = [message(noon(10)), message(noon(10, 60)), message(noon(10, 400))];

    expect(rows(list, clock).map((row) => row.kind === "message" && row.follows)).toEqual([false, true, false]);
  });

  it("what only one person sees stands under a name of its own", () => {
    const list = [message(noon(10)), message(noon(10, 1), { visible_to: "U1" }), message(noon(10, 2))];

    expect(rows(list, clock).map((row) => row.kind === "message" && row.follows)).toEqual([false, false, false]);
  });

  it("another sender starts another group", () => {
    const list = [message(noon(10)), message(noon(10, 1), { sender: deploys })];

    expect(rows(list, clock)[1]).toMatchObject({ follows: false });
  });
});

describe("threads", () => {
  it("replies stand under their parent, whatever came between", () => {
    const list = [message(noon(10)), message(noon(10, 1)), message(noon(10, 2), { thread_ts: noon(10) })];

    const [parent, other] = rows(list, clock);

    expect(parent).toMatchObject({ kind: "message", replies: [{ ts: noon(10, 2) }] });
    expect(other).toMatchObject({ kind: "message", follows: false, replies: [] });
  });

  it("a reply that was broadcast stands in its thread and in the channel", () => {
    const loud = message(noon(10, 2), { thread_ts: noon(10), reply_broadcast: true });

    const [parent, other, again] = rows([message(noon(10)), message(noon(10, 1)), loud], clock);

    expect(parent).toMatchObject({ kind: "message", replies: [{ ts: loud.ts }] });
    expect(other).toMatchObject({ kind: "message", message: { ts: noon(10, 1) } });
    expect(again).toMatchObject({ kind: "message", message: { ts: loud.ts }, follows: false, replies: [] });
  });

  it("replies to a deleted message keep its place", () => {
    const list = [message(noon(10, 5)), message(noon(10, 9), { thread_ts: noon(10, 1) })];

    expect(rows(list, clock).map(({ kind }) => kind)).toEqual(["orphans", "message"]);
  });

  it("a parent that names itself as its thread is no reply", () => {
    expect(rows([message(noon(10), { thread_ts: noon(10) })], clock)).toMatchObject([{ kind: "message", replies: [] }]);
  });
});

describe("the New line", () => {
  const list = [message(noon(10)), message(noon(10, 1)), message(noon(10, 2))];

  it("stands once, above the first message that is new", () => {
    expect(rows(list, clock, noon(10)).map(({ kind }) => kind)).toEqual(["message", "new", "message", "message"]);
  });

  it("is absent when nothing was read before, and when nothing is new", () => {
    expect(rows(list, clock).some(({ kind }) => kind === "new")).toBe(false);
    expect(rows(list, clock, noon(10, 2)).some(({ kind }) => kind === "new")).toBe(false);
  });
});
