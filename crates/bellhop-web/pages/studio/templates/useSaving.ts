// Saves the draft by itself, a moment after the last change. What somebody else saved in the meantime
// is never written over: then it stops, and whoever sits here decides.
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, type Dispatch } from "react";
import { queries } from "../api/queries";
import type { Draft, Files } from "../api/wire";
import { isUnsaved, type Action, type Bench } from "./bench";
import { readStamp } from "./calls";
import { Overtaken, saveOver } from "./overtaken";
import { isOvertaken, type Saving } from "./saving";

const DELAY_MS = 1_000;

export interface Saver {
  saving: Saving;
  /** What came of trying the draft with all its examples, when it was last saved. */
  tried: Draft | undefined;
  /** Saves at once what is not saved, and tells when the draft was saved. */
  saveNow: () => Promise<number | undefined>;
  /** Looks whether somebody else saved. */
  look: () => void;
  /** Forgets that somebody did: it was dealt with. */
  settle: () => void;
}

export function useSaving(slug: string, bench: Bench, loaded: Draft | undefined, dispatch: Dispatch<Action>): Saver {
  const { files } = bench;
  const known = useRef(bench.stamp);
  const isDue = isUnsaved(bench);
  const save = useMutation({
    mutationFn: (files: Files) => saveOver(slug, files, known.current),
    onSuccess: (draft, files) => {
      known.current = { ...known.current, savedAt: draft.updated_at_ms };
      dispatch({ type: "saved", files, at: draft.updated_at_ms });
      void queries.invalidateQueries({ queryKey: ["templates"] });
    },
    scope: { id: `draft ${slug}` },
  });
  const look = useMutation({
    mutationFn: async () => {
      const found = await readStamp(slug);
      return isOvertaken(known.current, found);
    },
    // One after the other: what is being saved here is nobody else's.
    scope: { id: `draft ${slug}` },
  });
  const isOver = save.error instanceof Overtaken || (look.data === true && !save.isPending);
  useEffect(() => {
    known.current = bench.stamp;
  }, [bench.stamp]);

  const { mutateAsync, mutate, isPending, reset } = save;
  const failedWith = save.error && !isPending ? save.variables : undefined;
  useEffect(() => {
    // What failed is tried again when it has changed, or when somebody asks.
    if (!isDue || isPending || isOver || failedWith === files) return;
    const timer = setTimeout(() => mutate(files), DELAY_MS);
    return () => clearTimeout(timer);
  }, [files, isDue, isPending, isOver, failedWith, mutate]);

  const { reset: forget, mutate: ask } = look;
  const settle = useCallback(() => {
    reset();
    forget();
  }, [reset, forget]);
  const saveNow = async () => {
    if (isOver) throw new Overtaken();
    if (isDue) await mutateAsync(files);
    return known.current.savedAt;
  };
  return { saving: savingOf(), tried: save.data ?? loaded, saveNow, look: ask, settle };

  function savingOf(): Saving {
    if (isOver) return { kind: "overtaken" };
    if (isPending) return { kind: "saving" };
    if (!isDue) return { kind: bench.saved ? "saved" : "nothing" };
    return save.error ? { kind: "failed", why: save.error.message } : { kind: "waiting" };
  }
}
