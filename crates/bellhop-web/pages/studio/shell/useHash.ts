// The place in the address's hash with its query, `#/messages?status=failed`: a link that is opened in
// another tab leads to the same, and a query goes when its place does. (wouter's own hook keeps queries
// before the hash, where its links do not.)
import { useSyncExternalStore } from "react";

/** The part of a hash before or after its question mark. */
export function partsOf(hash: string): { path: string; query: string } {
  const place = hash.replace(/^#?\/?/, "");
  const mark = place.indexOf("?");
  return mark < 0 ? { path: `/${place}`, query: "" } : { path: `/${place.slice(0, mark)}`, query: place.slice(mark + 1) };
}

interface Going {
  replace?: boolean;
  state?: unknown;
}

function go(to: string, { replace = false, state = null }: Going = {}): void {
  const url = new URL(location.href);
  url.hash = to;
  history[replace ? "replaceState" : "pushState"](state, "", url);
  // Browsers say nothing of a change that a page made itself.
  dispatchEvent(new Event("hashchange"));
}

function listen(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  addEventListener("popstate", changed);
  return () => {
    removeEventListener("hashchange", changed);
    removeEventListener("popstate", changed);
  };
}

/** wouter's location hook. */
export function useHashPlace(): [string, typeof go] {
  return [useSyncExternalStore(listen, () => partsOf(location.hash).path), go];
}

useHashPlace.hrefs = (href: string) => `#${href}`;

/** wouter's search hook. */
export function useHashQuery(): string {
  return useSyncExternalStore(listen, () => partsOf(location.hash).query);
}

useHashPlace.searchHook = useHashQuery;
