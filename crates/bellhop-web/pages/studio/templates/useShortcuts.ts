// Ctrl+S and Ctrl+Enter (Cmd on a Mac), wherever the focus is in the workbench.
import { useEffect, useRef } from "react";

export function useShortcuts(on: { save: () => void; commit: () => void }): void {
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key.toLowerCase() === "s") {
        event.preventDefault();
        latest.current.save();
      } else if (event.key === "Enter") {
        event.preventDefault();
        // Before the editor makes a line of it.
        event.stopPropagation();
        latest.current.commit();
      }
    };
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, []);
}
