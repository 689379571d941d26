// Which conversation the address asks for: #/C123.
import { useSyncExternalStore } from "react";

export function useRoute(): string | undefined {
  return useSyncExternalStore(subscribe, () => channelOf(location.hash));
}

export function channelOf(hash: string): string | undefined {
  return /^#\/([A-Z0-9]+)/.exec(hash)?.[1];
}

export function hrefOf(channel: string): string {
  return `#/${channel}`;
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}
