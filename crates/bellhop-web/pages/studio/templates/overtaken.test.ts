import { afterEach, describe, expect, it, vi } from "vitest";
import { commitOver, Overtaken, saveOver } from "./overtaken";

const files = { "template.jsonnet": "mine" };
const theirs = { "template.jsonnet": "theirs" };
const changed = { status: 409, body: { error_code: "draft_changed", message: "it is another one" } };
const saved = (files: Record<string, string>, at: number) => ({ body: { files, updated_at_ms: at } });
const list = (version: string | null) => ({ body: { results: [{ slug: "a", version, draft_updated_at_ms: 99 }], source: "api" } });

/** A server that gives these answers, by method and path; what it was asked is kept. */
function answering(answers: Record<string, { status?: number; body: unknown }>) {
  const asked: { path: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push({ path: `${init.method} ${path}`, body: init.body === undefined ? undefined : JSON.parse(init.body as string) });
    const { status = 200, body } = answers[`${init.method} ${path}`]!;
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe("a draft that somebody else may have changed", () => {
  it("is saved over the one that is known here, or over none", async () => {
    const asked = answering({ "GET /v1/template/": list("v"), "PUT /v1/template/a/draft/": saved(files, 7) });

    await expect(saveOver("a", files, { version: "v", savedAt: 5 })).resolves.toMatchObject({ updated_at_ms: 7 });
    await saveOver("a", files, { version: "v", savedAt: undefined });

    const bodies = asked.filter(({ path }) => path.startsWith("PUT")).map(({ body }) => body);
    expect(bodies).toEqual([
      { files, replaces: 5 },
      { files, replaces: null },
    ]);
  });

  it("is not saved over another one", async () => {
    answering({ "GET /v1/template/": list("v"), "PUT /v1/template/a/draft/": changed, "GET /v1/template/a/draft/": saved(theirs, 6) });

    await expect(saveOver("a", files, { version: "v", savedAt: 5 })).rejects.toBeInstanceOf(Overtaken);
  });

  it("is known again when the answer to its saving was lost", async () => {
    answering({ "GET /v1/template/": list("v"), "PUT /v1/template/a/draft/": changed, "GET /v1/template/a/draft/": saved(files, 6) });

    await expect(saveOver("a", files, { version: "v", savedAt: 5 })).resolves.toMatchObject({ updated_at_ms: 6 });
  });

  it("is not saved when another version is served, but for what was served before", async () => {
    const asked = answering({ "GET /v1/template/": list("w"), "PUT /v1/template/a/draft/": saved(files, 7) });

    await expect(saveOver("a", files, { version: "v", savedAt: 5 })).rejects.toBeInstanceOf(Overtaken);
    expect(asked).toHaveLength(1);
    await expect(saveOver("a", files, { version: "v", savedAt: 5, past: ["w"] })).resolves.toBeDefined();
  });

  it("is committed by its name, and not when it is another one", async () => {
    const commit = "POST /v1/template/a/draft/commit/";
    const asked = answering({ [commit]: { body: { version: "w" } } });
    await commitOver("a", 5, "why");
    expect(asked).toEqual([{ path: commit, body: { note: "why", draft_updated_at_ms: 5 } }]);

    answering({ [commit]: changed });
    await expect(commitOver("a", 5, "")).rejects.toBeInstanceOf(Overtaken);

    answering({ [commit]: { status: 400, body: { error_code: "invalid_request", message: "broken" } } });
    await expect(commitOver("a", 5, "")).rejects.toThrow("broken");
  });
});
