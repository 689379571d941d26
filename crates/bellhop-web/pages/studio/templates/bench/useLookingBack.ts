// Whoever comes back to the tab is told of what happened in the meantime.
import { useEffect, useRef } from "react";

const PAUSE_MS = 5_000;

export function useLookingBack(look: () => void): void {
  const latest = useRef(look);
  const last = useRef(0);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    const onReturn = () => {
      if (document.visibilityState !== "visible" || Date.now() - last.current < PAUSE_MS) return;
      last.current = Date.now();
      latest.current();
    };
    addEventListener("focus", onReturn);
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      removeEventListener("focus", onReturn);
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, []);
}
