import { describe, expect, it } from "vitest";
import { emoji, fromHex } from "./emoji";
import { safeHref } from "./links";
import { slackDate } from "./slackDate";
import { ago, compareTs, dayLabel, timeOfDay } from "./time";

const clock = { now: new Date("2026-03-10T12:00:00Z"), locale: "en-US", timeZone: "America/New_York" };
const at = (text: string) => new Date(text);
const seconds = (text: string) => Date.parse(text) / 1000;

describe("times", () => {
  it("are the reader's own", () => {
    expect(timeOfDay(at("2026-03-10T14:05:00Z"), clock)).toMatch(/^10:05\sAM$/);
    expect(timeOfDay(at("2026-03-10T14:05:09Z"), { ...clock, locale: "en-GB" }, true)).toBe("10:05:09");
  });

  it("fall on the reader's own day", () => {
    expect(dayLabel(at("2026-03-10T03:30:00Z"), clock)).toBe("Yesterday");
    expect(dayLabel(at("2026-03-10T04:30:00Z"), clock)).toBe("Today");
    expect(dayLabel(at("2026-02-01T12:00:00Z"), clock)).toBe("Sunday, February 1");
    expect(dayLabel(at("2025-02-01T12:00:00Z"), clock)).toBe("Saturday, February 1, 2025");
  });

  it("are told as distances", () => {
    expect(ago(at("2026-03-10T11:58:00Z"), clock)).toBe("2 minutes ago");
    expect(ago(at("2026-03-13T12:00:00Z"), clock)).toBe("in 3 days");
  });

  it("ts are ordered by every digit", () => {
    expect(compareTs("1732170000.000100", "1732170000.000099")).toBe(1);
    expect(compareTs("999.000001", "1000.000001")).toBeLessThan(0);
    expect(compareTs("1.000001", "1.000001")).toBe(0);
  });
});

describe("Slack's dates", () => {
  it.each([
    ["{date_num} {time}", "2026-03-09T13:00:00Z", /^2026-03-09 9:00\sAM$/],
    ["{date_pretty} at {time}", "2026-03-09T13:00:00Z", /^Yesterday at 9:00\sAM$/],
    ["due {date_short}", "2026-05-01T13:00:00Z", /^Due May 1, 2026$/],
    ["{date_long}", "2026-05-01T13:00:00Z", /^Friday, May 1, 2026$/],
  ])("%s", (template, instant, expected) => {
    expect(slackDate(seconds(instant), template, clock)).toMatch(expected);
  });

  it("an unknown placeholder or instant leaves the fallback", () => {
    expect(slackDate(0, "{nonsense}", clock)).toBeUndefined();
    expect(slackDate(Number.NaN, "{date}", clock)).toBeUndefined();
  });
});

describe("emoji", () => {
  it("go by Slack's names", () => {
    expect(emoji("tada")).toBe("🎉");
    expect(emoji("+1")).toBe("👍");
    expect(emoji("wave::skin-tone-3")).toBe("👋🏼");
    expect(emoji("our-own-logo")).toBeUndefined();
    expect(fromHex("1f1e9-1f1ea")).toBe("🇩🇪");
  });
});

describe("links", () => {
  it("only lead where links may lead", () => {
    expect(safeHref("https://a.example/x")).toBe("https://a.example/x");
    expect(safeHref("mailto:a@b.example")).toBe("mailto:a@b.example");
    expect(safeHref("javascript:alert(1)")).toBeUndefined();
    expect(safeHref("/relative")).toBeUndefined();
    expect(safeHref(undefined)).toBeUndefined();
  });
});
