// What Slack would get, kept up to date while files and data are edited.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Files, Finding, Problem, SlackMessage } from "../api/wire";
import { preview } from "./calls";
import { readData } from "./data";
import { placeholdersIn } from "./placeholders";
import { useDelayed } from "./useDelayed";

const DELAY_MS = 300;

export interface Shown {
  /** The last message that could be rendered. */
  message: SlackMessage | undefined;
  /** Why there is no newer one. */
  problem: Problem | null;
  findings: readonly Finding[];
  /** Whether a newer one is on its way. */
  isPending: boolean;
  /** Why it could not be asked for. */
  error: Error | null;
  retry: () => void;
}

const NOTHING: readonly Finding[] = [];

export function usePreview(slug: string, files: Files, text: string, dataName: string): Shown {
  const now = useMemo(() => ({ files, text, dataName }), [files, text, dataName]);
  const asked = useDelayed(now, DELAY_MS);
  const read = useMemo(() => readData(asked.text, asked.dataName), [asked]);
  const data = "data" in read ? read.data : undefined;
  const query = useQuery({
    queryKey: ["preview", slug, asked.files, data],
    queryFn: ({ signal }) => preview(slug, asked.files, data, signal),
    enabled: data !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    gcTime: 30_000,
    refetchOnWindowFocus: false,
  });
  const placeholders = useMemo(() => placeholdersIn(asked.files), [asked.files]);
  const findings = useMemo(() => findingsOf([...(query.data?.warnings ?? []), ...placeholders], query.data?.problem), [query.data, placeholders]);
  const [message, setMessage] = useState<SlackMessage>();
  if (query.data?.message && query.data.message !== message) {
    setMessage(query.data.message);
  }
  const notJson = "problem" in read ? read.problem : null;
  const problem = notJson ?? query.data?.problem ?? null;
  return {
    message,
    problem,
    findings: notJson ? NOTHING : findings,
    isPending: asked !== now || query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** What Slack refuses goes before what it shows differently. */
function findingsOf(warnings: Finding[], problem: Problem | null | undefined): readonly Finding[] {
  const all = [...(problem?.findings ?? []), ...warnings];
  return all.length === 0 ? NOTHING : all.sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}
