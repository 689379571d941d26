// A small choice of the reader's, remembered by the browser where it may.
import { useState } from "react";

/** The remembered text, or undefined while nothing was chosen. */
export function useStored(key: string): [string | undefined, (value: string) => void] {
  const [value, setValue] = useState(() => recall(key));
  const choose = (chosen: string) => {
    setValue(chosen);
    try {
      localStorage.setItem(key, chosen);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  };
  return [value, choose];
}

function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
