import { describe, expect, it } from "vitest";
import { addressOf, EVERYTHING, isNarrowed, keep, lastAddress, queryOf, viewOf } from "./view";

describe("a view in the address", () => {
  it("comes back from its address as it was", () => {
    const view = { statuses: ["failed", "expired"] as const, template: "order-shipped", recipient: "ada & bob/ü", search: "C0?#=1" };

    const query = queryOf({ ...view, statuses: [...view.statuses] });

    expect(viewOf(query)).toEqual(view);
    expect(query).toContain("status=failed,expired&");
    expect(addressOf(viewOf(query))).toBe(`/messages?${query}`);
  });

  it("of everything has no query", () => {
    expect(addressOf(EVERYTHING)).toBe("/messages");
    expect(viewOf("")).toEqual(EVERYTHING);
    expect(isNarrowed(EVERYTHING)).toBe(false);
    expect(isNarrowed({ ...EVERYTHING, search: "ada" })).toBe(true);
  });

  it("leaves out what it does not know, and says nothing twice", () => {
    const view = viewOf("status=failed,lost,failed,toString&template=+&page=3");

    expect(view).toEqual({ ...EVERYTHING, statuses: ["failed"] });
  });
});

describe("the list as it was last", () => {
  it("is where whoever looked at a message comes back to", () => {
    expect(lastAddress()).toBe("/messages");

    keep({ ...EVERYTHING, template: "order-shipped" });

    expect(lastAddress()).toBe("/messages?template=order-shipped");
  });
});
