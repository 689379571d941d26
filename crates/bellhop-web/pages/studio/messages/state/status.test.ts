import { describe, expect, it } from "vitest";
import { message } from "./sample";
import { ALL, canRedrive, GROUPS, isGivenUp, isSame, nameOf } from "./status";

describe("the states of a message", () => {
  it("are each in one group, and have a name of their own", () => {
    const grouped = GROUPS.flatMap((group) => group.statuses);

    expect([...grouped].sort()).toEqual([...ALL].sort());
    expect(new Set(ALL.map(nameOf)).size).toBe(ALL.length);
  });

  it("are given up when somebody should look at all of them", () => {
    expect(isGivenUp(["failed"])).toBe(true);
    expect(isGivenUp(["failed", "delivered"])).toBe(false);
    expect(isGivenUp([])).toBe(false);
  });

  it("are compared whatever their order", () => {
    expect(isSame(["merged", "cancelled"], ["cancelled", "merged"])).toBe(true);
    expect(isSame(["merged"], ["merged", "cancelled"])).toBe(false);
    expect(isSame([], [])).toBe(true);
  });
});

describe("what can be redriven", () => {
  it("is what was given up on its way", () => {
    for (const status of ["failed", "expired", "ambiguous", "refused"] as const) expect(canRedrive(message({ status }))).toBe(true);
    for (const status of ["queued", "delivered", "merged", "cancelled"] as const) expect(canRedrive(message({ status }))).toBe(false);
  });

  it("is not what had nowhere to go, nor what its caller wanted dropped", () => {
    const { address: _, ...nowhere } = message({ status: "refused" });

    expect(canRedrive(nowhere)).toBe(false);
    expect(canRedrive(message({ status: "expired", reason: "too_late" }))).toBe(false);
  });
});
