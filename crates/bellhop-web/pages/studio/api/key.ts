// The API key of the workspace that the reader signed in to. It is kept for the tab, or on the computer
// where the reader says so, and is sent to this server alone.
import { useSyncExternalStore } from "react";

const NAME = "bellhop.api_key";
const listeners = new Set<() => void>();
let current = recall();

/** The key, or undefined while nobody is signed in. */
export function useKey(): string | undefined {
  return useSyncExternalStore(onKeyChange, () => current);
}

/** Calls when somebody signs in or out; gives the way to stop that. */
export function onKeyChange(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

export function key(): string | undefined {
  return current;
}

export function signIn(given: string, remember: boolean): void {
  keep(remember ? "localStorage" : "sessionStorage", given);
  change(given);
}

export function signOut(): void {
  for (const storage of ["sessionStorage", "localStorage"] as const) {
    keep(storage, undefined);
  }
  change(undefined);
}

function change(value: string | undefined): void {
  current = value;
  for (const listener of listeners) {
    listener();
  }
}

function recall(): string | undefined {
  try {
    return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(storage: "sessionStorage" | "localStorage", value: string | undefined): void {
  try {
    if (value === undefined) {
      window[storage].removeItem(NAME);
    } else {
      window[storage].setItem(NAME, value);
    }
  } catch {
    // Storage may be forbidden; the key then lasts as long as the page.
  }
}
