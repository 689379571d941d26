import { afterEach, describe, expect, it, vi } from "vitest";
import { call } from "./call";
import { key, signIn, signOut } from "./key";
import { queries } from "./queries";

afterEach(() => vi.unstubAllGlobals());

describe("what was read", () => {
  it("is forgotten when its reader is signed out, by a refused key as by the button", async () => {
    signIn("key-of-a", false);
    queries.setQueryData(["samples", "welcome"], [{ distinct_id: "ada" }]);
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ message: "no" }), { status: 401 })));

    await expect(call("GET", "/v1/template/")).rejects.toThrow("no");

    expect(key()).toBeUndefined();
    expect(queries.getQueryData(["samples", "welcome"])).toBeUndefined();
  });

  it("is not what another workspace's key shows", () => {
    signIn("key-of-a", false);
    queries.setQueryData(["messages", ""], { pages: [] });

    signIn("key-of-b", false);

    expect(queries.getQueryData(["messages", ""])).toBeUndefined();
    signOut();
  });
});
