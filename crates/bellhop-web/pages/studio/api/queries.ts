// What the places read in common, kept for a moment so that going back and forth asks nothing twice.
import { QueryClient, useQuery } from "@tanstack/react-query";
import { call, Refusal } from "./call";
import { onKeyChange } from "./key";
import type { Connection, LibraryFunction, TemplateList } from "./wire";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; what did not answer is asked again.
      retry: (failures, error) => failures < 3 && error instanceof Refusal && (error.status === 0 || error.status >= 500),
    },
  },
});

// What was read belongs to the workspace whose key read it, however its reader was signed out.
onKeyChange(() => queries.clear());

export function useTemplates() {
  return useQuery({
    queryKey: ["templates"],
    queryFn: ({ signal }) => call<TemplateList>("GET", "/v1/template/", undefined, signal),
  });
}

/** The connections of the workspace; they are asked for once they are wanted. */
export function useConnections(wanted = true) {
  return useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => call<{ results: Connection[] }>("GET", "/v1/connection/", undefined, signal),
    staleTime: 30_000,
    enabled: wanted,
  });
}

export function useLibrary() {
  return useQuery({
    queryKey: ["library"],
    queryFn: ({ signal }) => call<{ results: LibraryFunction[] }>("GET", "/v1/library/", undefined, signal),
    staleTime: Infinity,
  });
}
