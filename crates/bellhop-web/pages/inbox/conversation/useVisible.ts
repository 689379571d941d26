// Whether somebody can be looking at this page: what arrives in a hidden tab stays unread.
import { useSyncExternalStore } from "react";

export function useVisible(): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener("visibilitychange", changed);
      return () => document.removeEventListener("visibilitychange", changed);
    },
    () => document.visibilityState === "visible",
  );
}
