import { afterEach, describe, expect, it, vi } from "vitest";
import { callWith, refusalOf } from "./call";

afterEach(() => vi.unstubAllGlobals());

describe("a call", () => {
  it("with a key that no header takes is refused as one that nobody has", async () => {
    vi.stubGlobal("fetch", (_: string, init: RequestInit) => Promise.resolve(new Response(JSON.stringify(new Headers(init.headers).get("Authorization")))));

    await expect(callWith("key-0123…", "GET", "/v1/template/")).rejects.toMatchObject({ status: 401 });
    await expect(callWith("key-0123", "GET", "/v1/template/")).resolves.toBe("Bearer key-0123");
  });

  it("that something else than Bellhop answered says so", () => {
    expect(refusalOf(502, "<html>").message).toBe("The answer was 502, and not one of Bellhop's.");
    expect(refusalOf(400, JSON.stringify({ message: "short", detail: "long" })).message).toBe("long");
  });
});
