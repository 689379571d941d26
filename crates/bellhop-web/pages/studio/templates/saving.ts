// How the saving of a draft stands, in words.
import type { Stamp } from "./bench";

export type Saving =
  | { kind: "saved" }
  | { kind: "nothing" }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "failed"; why: string }
  /** Somebody else saved, committed or discarded since it was loaded here. */
  | { kind: "overtaken" };

export function wordsOfSaving(saving: Saving): string {
  switch (saving.kind) {
    case "saved":
      return "Saved";
    case "nothing":
      return "No changes";
    case "waiting":
    case "saving":
      return "Saving…";
    case "failed":
      return `Not saved: ${saving.why}`;
    case "overtaken":
      return "Changed elsewhere";
  }
}

/** Whether the server has another draft, or serves another version, than is known here. */
export function isOvertaken(known: Stamp, found: Stamp): boolean {
  return known.savedAt !== found.savedAt || isServedElsewhere(known, found);
}

/** Whether another version is served than is known here. */
export function isServedElsewhere(known: Stamp, found: Stamp): boolean {
  return known.version !== found.version && !known.past?.includes(found.version);
}
