// How the saving of a draft stands, in words.

export type Saving =
  | { kind: "saved" }
  | { kind: "nothing" }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "failed"; why: string }
  /** Somebody else saved, committed or discarded the draft since it was loaded here. */
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
      return "Not saved: the draft was changed elsewhere";
  }
}

/** Whether the draft on the server is another than the one that was loaded or saved here. */
export function isOvertaken(known: number | undefined, found: number | undefined): boolean {
  return known !== found;
}
