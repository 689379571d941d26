// Saves and commits of a draft that somebody else may have changed: they say which draft they mean, and
// the server, which alone can know, refuses when it has another one.
import { Refusal } from "../api/call";
import type { Draft, Files } from "../api/wire";
import type { Stamp } from "./bench";
import { commitDraft, readDraft, readStamp, saveDraft } from "./calls";
import { areEqual } from "./files";
import { isServedElsewhere } from "./saving";

/** The server has something else than what was loaded. */
export class Overtaken extends Error {
  constructor() {
    super("It was changed elsewhere: say first whether to load theirs or to keep yours.");
  }
}

/** Saves over what is known here. Of another version that is served the draft's saving says nothing. */
export async function saveOver(slug: string, files: Files, known: Stamp): Promise<Draft> {
  if (isServedElsewhere(known, await readStamp(slug))) throw new Overtaken();
  try {
    return await saveDraft(slug, files, known.savedAt);
  } catch (error) {
    if (!isOfAnotherDraft(error)) throw error;
    // It may have been saved from here, by a call whose answer was lost.
    const found = await readDraft(slug);
    if (found && areEqual(found.files, files)) return found;
    throw new Overtaken();
  }
}

export async function commitOver(slug: string, savedAt: number | undefined, note: string): Promise<{ version: string }> {
  try {
    return await commitDraft(slug, savedAt, note);
  } catch (error) {
    throw isOfAnotherDraft(error) ? new Overtaken() : error;
  }
}

export function isOfAnotherDraft(error: unknown): boolean {
  return error instanceof Refusal && error.code === "draft_changed";
}
