// The state of a workbench: the files as they are edited, what is served, what is saved, and what the
// preview is filled with. Every change is one of these actions; nothing here reads or writes anything.
import type { Draft, Files } from "../api/wire";
import { DATA_TAB, FIRST_CHOICE, type Choice } from "./data";
import { areEqual, EXAMPLE_FILE, inOrder, TEMPLATE_FILE } from "./files";
import type { Place } from "./places";

export interface Bench {
  /** What is served; nothing when it was never committed. */
  live: Files;
  /** As they are edited. */
  files: Files;
  /** The draft on the server; undefined when there is none, and what is served is where it begins. */
  saved: Files | undefined;
  /** When that draft was saved, as far as is known here. */
  savedAt: number | undefined;
  /** The file in the editor, or the data that is no file. */
  open: string;
  /** A new object for every jump. */
  jump: Place | undefined;
  choice: Choice;
}

export type Action =
  | { type: "edited"; file: string; text: string }
  | { type: "opened"; file: string }
  | { type: "jumped"; place: Place }
  | { type: "added"; file: string; text: string }
  | { type: "removed"; file: string }
  | { type: "chose"; choice: Choice }
  | { type: "saved"; files: Files; at: number }
  | { type: "loaded"; files: Files }
  | { type: "replaced"; live: Files; draft: { files: Files; updated_at_ms: number } | undefined }
  | { type: "served"; live: Files; draft: "gone" | "kept" };

export function begin(live: Files, draft: Draft | undefined): Bench {
  const files = draft?.files ?? live;
  const open = TEMPLATE_FILE in files ? TEMPLATE_FILE : (inOrder(files)[0] ?? TEMPLATE_FILE);
  return { live, files, saved: draft?.files, savedAt: draft?.updated_at_ms, open, jump: undefined, choice: FIRST_CHOICE };
}

export function step(bench: Bench, action: Action): Bench {
  switch (action.type) {
    case "edited":
      // An event of the past stays what it was: whoever changes it types data of their own.
      return action.file === DATA_TAB
        ? { ...bench, choice: { kind: "typed", text: action.text } }
        : { ...bench, files: { ...bench.files, [action.file]: action.text } };
    case "opened":
      return { ...bench, open: action.file, jump: undefined };
    case "jumped":
      return { ...bench, open: action.place.file, jump: { ...action.place } };
    case "added":
      return { ...withFiles(bench, { ...bench.files, [action.file]: action.text }), open: action.file, jump: undefined };
    case "removed": {
      const { [action.file]: _, ...files } = bench.files;
      return withFiles(bench, files);
    }
    case "chose":
      return { ...bench, choice: action.choice, ...(bench.open === DATA_TAB && action.choice.kind === "file" && { open: action.choice.name, jump: undefined }) };
    case "saved":
      return { ...bench, saved: action.files, savedAt: action.at };
    case "loaded":
      return withFiles(bench, action.files);
    case "replaced":
      return withFiles({ ...bench, live: action.live, saved: action.draft?.files, savedAt: action.draft?.updated_at_ms }, action.draft?.files ?? action.live);
    case "served": {
      // What was typed since stays; who has no draft looks at what is served.
      const saved = action.draft === "gone" ? undefined : bench.saved;
      const follows = saved === undefined && !isUnsaved(bench);
      const next = { ...bench, live: action.live, saved, savedAt: saved && bench.savedAt };
      return follows ? withFiles(next, action.live) : next;
    }
  }
}

/** Other files; what is open and what is chosen stay where they can. */
function withFiles(bench: Bench, files: Files): Bench {
  const open = bench.open === DATA_TAB || bench.open in files ? bench.open : TEMPLATE_FILE;
  const gone = bench.choice.kind === "file" && !(bench.choice.name in files);
  const choice: Choice = gone ? { kind: "file", name: EXAMPLE_FILE } : bench.choice;
  return { ...bench, files, open, choice, jump: open === bench.open ? bench.jump : undefined };
}

/** Whether the server has another text than the editor. */
export function isUnsaved(bench: Bench): boolean {
  return !areEqual(bench.files, bench.saved ?? bench.live);
}

/** Whether there is anything to commit. */
export function isChanged(bench: Bench): boolean {
  return !areEqual(bench.files, bench.live);
}
