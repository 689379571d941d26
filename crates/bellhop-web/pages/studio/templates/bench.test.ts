import { describe, expect, it } from "vitest";
import { begin, isChanged, isUnsaved, step, type Action, type Bench } from "./bench";
import { DATA_TAB } from "./data";

const live = { "template.jsonnet": "live", "example.json": "{}" };
const draft = { files: { ...live, "template.jsonnet": "draft" }, updated_at_ms: 5, version: null, problem: null, warnings: [] };
const server = (files: Record<string, string>, saved?: typeof draft) => ({ live: files, version: files["template.jsonnet"] ?? null, draft: saved });
const after = (bench: Bench, ...actions: Action[]) => actions.reduce(step, bench);
const edit = (text: string): Action => ({ type: "edited", file: "template.jsonnet", text });

describe("the workbench", () => {
  it("begins with the draft, or with what is served", () => {
    expect(begin(server(live))).toMatchObject({ files: live, saved: undefined, open: "template.jsonnet" });
    expect(begin(server(live, draft))).toMatchObject({ files: draft.files, saved: draft.files, stamp: { version: "live", savedAt: 5 } });
  });

  it("knows what is not saved, and what is not committed", () => {
    const begun = begin(server(live));
    const edited = after(begun, edit("mine"));
    const saved = after(edited, { type: "saved", files: edited.files, at: 7 });

    expect([isUnsaved(begun), isChanged(begun)]).toEqual([false, false]);
    expect([isUnsaved(edited), isChanged(edited)]).toEqual([true, true]);
    expect([isUnsaved(saved), isChanged(saved)]).toEqual([false, true]);
    expect(isUnsaved(after(saved, edit("more")))).toBe(true);
    expect(isUnsaved(after(saved, edit("live")))).toBe(true);
  });

  it("keeps what was typed while it was saving", () => {
    const edited = after(begin(server(live)), edit("one"));
    const saved = after(edited, edit("two"), { type: "saved", files: edited.files, at: 7 });

    expect(saved.files["template.jsonnet"]).toBe("two");
    expect(isUnsaved(saved)).toBe(true);
  });

  it("takes what somebody else saved, or goes back to what is served", () => {
    const edited = after(begin(server(live)), edit("mine"));

    expect(after(edited, { type: "replaced", server: server(live, draft) })).toMatchObject({ files: draft.files, stamp: { savedAt: 5 } });
    expect(after(edited, { type: "replaced", server: server(live) })).toMatchObject({ files: live, saved: undefined, stamp: { savedAt: undefined } });
  });

  it("goes on over what somebody else saved when it is told to", () => {
    const edited = after(begin(server(live)), edit("mine"));

    const kept = after(edited, { type: "kept", server: server(live, draft) });

    expect(kept).toMatchObject({ files: edited.files, saved: draft.files, stamp: { savedAt: 5 } });
    expect(isUnsaved(kept)).toBe(true);
  });

  it("has no draft after a commit, but for what was typed since", () => {
    const next = { ...live, "template.jsonnet": "draft" };
    const committed: Action = { type: "served", server: server(next) };

    expect(after(begin(server(live, draft)), committed)).toMatchObject({ files: next, saved: undefined, stamp: { version: "draft", savedAt: undefined } });
    const typed = after(begin(server(live, draft)), edit("more"), committed);
    expect(typed.files["template.jsonnet"]).toBe("more");
    expect(isUnsaved(typed)).toBe(true);
  });

  it("follows a rollback without a draft, and keeps a draft as it is", () => {
    const back = { ...live, "template.jsonnet": "older" };
    const rolled = (saved?: typeof draft): Action => ({ type: "served", server: server(back, saved) });

    const without = after(begin(server(live)), rolled());
    expect(without).toMatchObject({ files: back, saved: undefined, stamp: { version: "older" } });
    expect(isUnsaved(without)).toBe(false);
    expect(after(begin(server(live, draft)), rolled(draft))).toMatchObject({ live: back, files: draft.files, saved: draft.files, stamp: { version: "older", savedAt: 5 } });
  });

  it("does not take a draft of somebody else's for its own when another version is served", () => {
    const theirs = { ...draft, files: { ...live, "template.jsonnet": "theirs" }, updated_at_ms: 9 };

    const rolled = after(begin(server(live, draft)), { type: "served", server: server(live, theirs) });

    expect(rolled.stamp.savedAt).toBe(5);
    expect(rolled.files).toEqual(draft.files);
  });

  it("makes data of one's own of an event that is changed", () => {
    const chosen = after(begin(server(live)), { type: "chose", choice: { kind: "event", id: "m", text: "{}" } }, { type: "opened", file: DATA_TAB });

    const typed = after(chosen, { type: "edited", file: DATA_TAB, text: '{"a": 1}' });

    expect(typed.choice).toEqual({ kind: "typed", text: '{"a": 1}' });
    expect(typed.files).toEqual(live);
    expect(after(typed, { type: "chose", choice: { kind: "file", name: "example.json" } }).open).toBe("example.json");
  });

  it("opens what is added, and something else when that is removed", () => {
    const added = after(begin(server(live)), { type: "added", file: "examples/a.json", text: "{}" }, { type: "chose", choice: { kind: "file", name: "examples/a.json" } });
    expect(added.open).toBe("examples/a.json");

    const removed = after(added, { type: "removed", file: "examples/a.json" });

    expect(removed).toMatchObject({ open: "template.jsonnet", files: live, choice: { kind: "file", name: "example.json" } });
  });

  it("jumps to the same place again", () => {
    const place = { file: "example.json", line: 1 };
    const once = after(begin(server(live)), { type: "jumped", place });
    const twice = after(once, { type: "jumped", place });

    expect(once.open).toBe("example.json");
    expect(twice.jump).toEqual(place);
    expect(twice.jump).not.toBe(once.jump);
  });
});
