import { describe, expect, it } from "vitest";
import { begin, isChanged, isUnsaved, step, type Action, type Bench } from "./bench";
import { DATA_TAB } from "./data";

const live = { "template.jsonnet": "live", "example.json": "{}" };
const draft = { files: { ...live, "template.jsonnet": "draft" }, updated_at_ms: 5, version: null, problem: null, warnings: [] };
const after = (bench: Bench, ...actions: Action[]) => actions.reduce(step, bench);
const edit = (text: string): Action => ({ type: "edited", file: "template.jsonnet", text });

describe("the workbench", () => {
  it("begins with the draft, or with what is served", () => {
    expect(begin(live, undefined)).toMatchObject({ files: live, saved: undefined, open: "template.jsonnet" });
    expect(begin(live, draft)).toMatchObject({ files: draft.files, saved: draft.files, savedAt: 5 });
  });

  it("knows what is not saved, and what is not committed", () => {
    const begun = begin(live, undefined);
    const edited = after(begun, edit("mine"));
    const saved = after(edited, { type: "saved", files: edited.files, at: 7 });

    expect([isUnsaved(begun), isChanged(begun)]).toEqual([false, false]);
    expect([isUnsaved(edited), isChanged(edited)]).toEqual([true, true]);
    expect([isUnsaved(saved), isChanged(saved)]).toEqual([false, true]);
    expect(isUnsaved(after(saved, edit("more")))).toBe(true);
    expect(isUnsaved(after(saved, edit("live")))).toBe(true);
  });

  it("keeps what was typed while it was saving", () => {
    const edited = after(begin(live, undefined), edit("one"));
    const saved = after(edited, edit("two"), { type: "saved", files: edited.files, at: 7 });

    expect(saved.files["template.jsonnet"]).toBe("two");
    expect(isUnsaved(saved)).toBe(true);
  });

  it("takes what somebody else saved, or goes back to what is served", () => {
    const edited = after(begin(live, undefined), edit("mine"));

    expect(after(edited, { type: "replaced", live, draft })).toMatchObject({ files: draft.files, savedAt: 5 });
    expect(after(edited, { type: "replaced", live, draft: undefined })).toMatchObject({ files: live, saved: undefined, savedAt: undefined });
  });

  it("has no draft after a commit, but for what was typed since", () => {
    const next = { ...live, "template.jsonnet": "draft" };
    const committed: Action = { type: "served", live: next, draft: "gone" };

    expect(after(begin(live, draft), committed)).toMatchObject({ files: next, saved: undefined, savedAt: undefined });
    const typed = after(begin(live, draft), edit("more"), committed);
    expect(typed.files["template.jsonnet"]).toBe("more");
    expect(isUnsaved(typed)).toBe(true);
  });

  it("follows a rollback without a draft, and keeps a draft as it is", () => {
    const back = { ...live, "template.jsonnet": "older" };
    const rolled: Action = { type: "served", live: back, draft: "kept" };

    expect(after(begin(live, undefined), rolled)).toMatchObject({ files: back, saved: undefined });
    expect(isUnsaved(after(begin(live, undefined), rolled))).toBe(false);
    expect(after(begin(live, draft), rolled)).toMatchObject({ files: draft.files, saved: draft.files, savedAt: 5 });
  });

  it("makes data of one's own of an event that is changed", () => {
    const chosen = after(begin(live, undefined), { type: "chose", choice: { kind: "event", id: "m", text: "{}" } }, { type: "opened", file: DATA_TAB });

    const typed = after(chosen, { type: "edited", file: DATA_TAB, text: '{"a": 1}' });

    expect(typed.choice).toEqual({ kind: "typed", text: '{"a": 1}' });
    expect(typed.files).toEqual(live);
    expect(after(typed, { type: "chose", choice: { kind: "file", name: "example.json" } }).open).toBe("example.json");
  });

  it("opens what is added, and something else when that is removed", () => {
    const added = after(begin(live, undefined), { type: "added", file: "examples/a.json", text: "{}" }, { type: "chose", choice: { kind: "file", name: "examples/a.json" } });
    expect(added.open).toBe("examples/a.json");

    const removed = after(added, { type: "removed", file: "examples/a.json" });

    expect(removed).toMatchObject({ open: "template.jsonnet", files: live, choice: { kind: "file", name: "example.json" } });
  });

  it("jumps to the same place again", () => {
    const place = { file: "example.json", line: 1 };
    const once = after(begin(live, undefined), { type: "jumped", place });
    const twice = after(once, { type: "jumped", place });

    expect(once.open).toBe("example.json");
    expect(twice.jump).toEqual(place);
    expect(twice.jump).not.toBe(once.jump);
  });
});
