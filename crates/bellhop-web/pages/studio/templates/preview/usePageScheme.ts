// Whether the page is light or dark now: by the reader's choice, or by the system's.
import { useSyncExternalStore } from "react";

const DARK = "(prefers-color-scheme: dark)";

export function usePageScheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, () => {
    const chosen = document.documentElement.style.colorScheme;
    return (chosen || (matchMedia(DARK).matches ? "dark" : "light")) === "dark" ? "dark" : "light";
  });
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["style"] });
  const media = matchMedia(DARK);
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}
