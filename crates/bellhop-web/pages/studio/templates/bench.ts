// The state of a workbench: the files as they are edited, what is served, what is saved, and what the
// preview is filled with. Every change is one of these actions; nothing here reads or writes anything.
import type { Files } from "../api/wire";
import { DATA_TAB, FIRST_CHOICE, type Choice } from "./data";
import { areEqual, EXAMPLE_FILE, inOrder, TEMPLATE_FILE } from "./files";
import type { Place } from "./places";

/** What the server has of one template. */
export interface Server {
  /** The files that are served; none when it was never committed. */
  live: Files;
  version: string | null;
  draft: { files: Files; updated_at_ms: number } | undefined;
}

/** By what can be told that the server has something else than what is known here. */
export interface Stamp {
  version: string | null;
  savedAt: number | undefined;
  /** What was served before, as known here: some process may serve it for a few seconds yet. */
  past?: readonly (string | null)[];
}

export interface Bench {
  /** What is served. */
  live: Files;
  /** As they are edited. */
  files: Files;
  /** The draft on the server; undefined when there is none, and what is served is where it begins. */
  saved: Files | undefined;
  /** What is known of the server. */
  stamp: Stamp;
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
  | { type: "loaded"; files: Files }
  /** The draft was saved from here. */
  | { type: "saved"; files: Files; at: number }
  /** Another version is served, because of what was done here. */
  | { type: "served"; server: Server }
  /** What the server has is taken, and what is edited is left. */
  | { type: "replaced"; server: Server }
  /** What the server has is known, and what is edited goes on over it. */
  | { type: "kept"; server: Server };

export function begin({ live, version, draft }: Server): Bench {
  const files = draft?.files ?? live;
  const open = TEMPLATE_FILE in files ? TEMPLATE_FILE : (inOrder(files)[0] ?? TEMPLATE_FILE);
  const stamp = { version, savedAt: draft?.updated_at_ms };
  return { live, files, saved: draft?.files, stamp, open, jump: undefined, choice: FIRST_CHOICE };
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
    case "loaded":
      return withFiles(bench, action.files);
    case "saved":
      return { ...bench, saved: action.files, stamp: { ...bench.stamp, savedAt: action.at } };
    case "served":
      return serve(bench, action.server);
    case "replaced":
      return withFiles(known(bench, action.server), action.server.draft?.files ?? action.server.live);
    case "kept":
      return known(bench, action.server);
  }
}

function known(bench: Bench, { live, version, draft }: Server): Bench {
  return { ...bench, live, saved: draft?.files, stamp: { version, savedAt: draft?.updated_at_ms, past: pastOf(bench) } };
}

function pastOf({ stamp }: Bench): readonly (string | null)[] {
  return [...(stamp.past ?? []), stamp.version];
}

/** A draft stays as it is; so does what was typed since. Who has none looks at what is served. */
function serve(bench: Bench, server: Server): Bench {
  if (server.draft) {
    // A draft that somebody else saved meanwhile is found to be another by its stamp.
    return { ...bench, live: server.live, stamp: { ...bench.stamp, version: server.version, past: pastOf(bench) } };
  }
  const next = known(bench, server);
  return isUnsaved(bench) ? next : withFiles(next, server.live);
}

/** Other files; what is open and what is chosen stay where they can. */
function withFiles(bench: Bench, files: Files): Bench {
  const open = bench.open === DATA_TAB || bench.open in files ? bench.open : TEMPLATE_FILE;
  const gone = bench.choice.kind === "file" && !(bench.choice.name in files);
  const choice: Choice = gone ? { kind: "file", name: EXAMPLE_FILE } : bench.choice;
  return { ...bench, files, open, choice, jump: open === bench.open ? bench.jump : undefined };
}

/** The draft on the server, as known here. */
export function draftOf({ saved, stamp }: Bench): Server["draft"] {
  return saved && { files: saved, updated_at_ms: stamp.savedAt ?? 0 };
}

/** Whether the server has another text than the editor. */
export function isUnsaved(bench: Bench): boolean {
  return !areEqual(bench.files, bench.saved ?? bench.live);
}

/** Whether there is anything to commit. */
export function isChanged(bench: Bench): boolean {
  return !areEqual(bench.files, bench.live);
}
