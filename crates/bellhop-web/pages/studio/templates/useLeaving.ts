// What was not saved is not lost by leaving: a place of the studio is left after a last saving; a tab
// is closed, and what could not be saved is left, only by whoever says so.
import { useEffect, useRef } from "react";

interface Leaving {
  /** Something is not saved yet. */
  isDue: boolean;
  /** It will not be, unless somebody does something. */
  isStuck: boolean;
  save: () => Promise<unknown>;
}

export function useLeaving(leaving: Leaving): void {
  const latest = useRef(leaving);
  useEffect(() => {
    latest.current = leaving;
  });
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (latest.current.isDue) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='#']") : null;
      if (link && latest.current.isStuck && !confirm("Your last changes are not saved. Leave without them?")) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, true);
    return () => {
      removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
      const { isDue, isStuck, save } = latest.current;
      if (isDue && !isStuck) save().catch(() => undefined);
    };
  }, []);
}
