import { describe, expect, it } from "vitest";
import type { Finding } from "../api/wire";
import { builderAddress } from "./builder";
import { countsOf, sentenceOf } from "./counts";
import { readChoice, toOf } from "./dialogs/testTo";
import { outcomeOf } from "./outcome";
import { isOvertaken, wordsOfSaving } from "./saving";

const finding: Finding = { pointer: "", id: "", rule: "", severity: "warning", message: "", page: "" };

describe("what is wrong", () => {
  it("is counted once", () => {
    expect(countsOf(null, [], null)).toMatchObject({ errors: 0, warnings: 0, words: expect.stringContaining("None") });
    expect(countsOf({ message: "" }, [], null)).toMatchObject({ errors: 1, warnings: 0 });
    expect(countsOf({ message: "", findings: [finding] }, [{ ...finding, severity: "error" }, finding], null)).toMatchObject({ errors: 1, warnings: 1 });
    expect(countsOf(null, [finding], null)).toMatchObject({ errors: 0, warnings: 1 });
    expect(countsOf(null, [], { message: "" })).toMatchObject({ errors: 1, words: expect.stringContaining("another example") });
  });
});

describe("what a draft would change", () => {
  it("is one sentence", () => {
    expect(sentenceOf({ compared: 1, changed: 0, failing: 0 })).toBe("The last real message would stay as it was.");
    expect(sentenceOf({ compared: 1, changed: 1, failing: 0 })).toBe("The last real message would look different.");
    expect(sentenceOf({ compared: 1, changed: 0, failing: 1 })).toBe("The last real message would fail.");
    expect(sentenceOf({ compared: 5, changed: 0, failing: 0 })).toBe("All of the last 5 real messages would stay as they were.");
    expect(sentenceOf({ compared: 5, changed: 2, failing: 1 })).toBe("Of the last 5 real messages 2 would look different, and 1 would fail.");
    expect(sentenceOf({ compared: 5, changed: 3, failing: 0, mended: 2 })).toBe("Of the last 5 real messages 1 would look different, and 2 failed and would be sent.");
    expect(sentenceOf({ compared: 1, changed: 1, failing: 0, mended: 1 })).toBe("The last real message failed, and would be sent.");
  });
});

describe("what became of a test", () => {
  it("is waited for until it has ended", () => {
    expect(outcomeOf(undefined).ended).toBe(false);
    expect(outcomeOf({ status: "queued" }).ended).toBe(false);
    expect(outcomeOf({ messages: [] }).ended).toBe(false);
  });

  it("is told in words", () => {
    expect(outcomeOf({ status: "delivered", destination: "D1" })).toEqual({ ended: true, good: true, words: "It arrived in D1." });
    expect(outcomeOf({ messages: [{ status: "failed", reason: "channel_not_found" }] })).toEqual({ ended: true, good: false, words: "It was given up: channel not found" });
    expect(outcomeOf({ status: "refused", detail: "no address" }).words).toBe("It was not sent: no address");
    expect(outcomeOf({ status: "merged" })).toMatchObject({ ended: true, good: false });
  });
});

describe("to whom a test goes", () => {
  it("is remembered, whatever is in the storage", () => {
    expect(readChoice(undefined)).toEqual({ way: "person", person: "", connection: "", place: "" });
    expect(readChoice("nonsense").way).toBe("person");
    expect(readChoice('{"way":"place","place":3,"connection":"con_1"}')).toEqual({ way: "place", person: "", connection: "con_1", place: "" });
  });

  it("is complete or nothing", () => {
    const choice = { way: "person" as const, person: " u1 ", connection: "", place: "" };

    expect(toOf(choice)).toEqual({ distinct_id: "u1" });
    expect(toOf({ ...choice, person: " " })).toBeUndefined();
    expect(toOf({ ...choice, way: "place", place: "C1" })).toBeUndefined();
    expect(toOf({ ...choice, way: "place", place: "C1", connection: "con_1" })).toEqual({ connection: "con_1", place: "C1" });
  });
});

describe("saving", () => {
  it("is told in words", () => {
    expect(wordsOfSaving({ kind: "saved" })).toBe("Saved");
    expect(wordsOfSaving({ kind: "failed", why: "no answer" })).toBe("Not saved: no answer");
  });

  it("stops at a draft or a version that is another than the one known", () => {
    const known = { version: "a", savedAt: 5 };

    expect(isOvertaken(known, { ...known })).toBe(false);
    expect(isOvertaken(known, { ...known, savedAt: 6 })).toBe(true);
    expect(isOvertaken(known, { ...known, savedAt: undefined })).toBe(true);
    expect(isOvertaken({ ...known, savedAt: undefined }, known)).toBe(true);
    expect(isOvertaken(known, { ...known, version: "b" })).toBe(true);
    expect(isOvertaken({ ...known, past: ["b"] }, { ...known, version: "b" })).toBe(false);
  });
});

describe("the Block Kit Builder", () => {
  it("is given blocks and attachments alone", () => {
    const address = builderAddress({ text: "t", blocks: [{ type: "divider" }], username: "x" });

    expect(address).toMatch(/^https:\/\/app\.slack\.com\/block-kit-builder\/#/);
    expect(JSON.parse(decodeURIComponent(address?.split("#")[1] ?? ""))).toEqual({ blocks: [{ type: "divider" }] });
    expect(builderAddress({ text: "t" })).toBeUndefined();
    expect(builderAddress({ blocks: [{ text: "x".repeat(40_000) }] })).toBeUndefined();
  });
});
