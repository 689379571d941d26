// What the templates' pages ask of the API.
import { useQuery } from "@tanstack/react-query";
import { call, Refusal } from "../api/call";
import type { Draft, Files, Finding, Preview, Problem, Sample, SlackMessage, Template, TemplateList, VersionLine } from "../api/wire";
import type { Server, Stamp } from "./bench";
import type { TestRecord } from "./outcome";

export const pathOf = (slug: string, rest = "") => `/v1/template/${encodeURIComponent(slug)}/${rest}`;

/** What the workbench begins with: what is served, and the draft of it. */
export interface Loaded {
  template: Template | undefined;
  draft: Draft | undefined;
  source: TemplateList["source"];
}

export function useLoaded(slug: string) {
  return useQuery({
    queryKey: ["template", slug],
    queryFn: ({ signal }) => load(slug, signal),
    // The workbench works on its own copy; it asks again when it needs to.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** The list says what there is, so that nothing is asked for that is not there. */
export async function load(slug: string, signal?: AbortSignal): Promise<Loaded> {
  const list = await call<TemplateList>("GET", "/v1/template/", undefined, signal);
  const health = list.results.find((one) => one.slug === slug);
  const isServed = health !== undefined && (health.version !== null || health.refused !== null);
  const [template, draft] = await Promise.all([
    isServed ? orNothing(call<Template>("GET", pathOf(slug), undefined, signal)) : undefined,
    health?.draft_updated_at_ms == null ? undefined : readDraft(slug, signal),
  ]);
  return { template, draft, source: list.source };
}

export function readDraft(slug: string, signal?: AbortSignal): Promise<Draft | undefined> {
  return orNothing(call<Draft>("GET", pathOf(slug, "draft/"), undefined, signal));
}

export function serverOf({ template, draft }: Loaded): Server {
  return { live: template?.files ?? {}, version: template?.version ?? null, draft };
}

/** The same with another version served: it was tried before, so nothing is wrong with it. */
export function withServed({ template, source }: Loaded, slug: string, files: Files, version: string): Loaded {
  return { source, draft: undefined, template: { ...(template ?? { slug }), version, problem: null, refused: null, files } };
}

/** What is served now, and when the draft was saved. */
export async function readStamp(slug: string): Promise<Stamp> {
  const list = await call<TemplateList>("GET", "/v1/template/");
  const health = list.results.find((one) => one.slug === slug);
  return { version: health?.version ?? null, savedAt: health?.draft_updated_at_ms ?? undefined };
}

/** Saves over the draft that was saved at that time; over none when there is to be none. */
export function saveDraft(slug: string, files: Files, replaces: number | undefined): Promise<Draft> {
  return call<Draft>("PUT", pathOf(slug, "draft/"), { files, replaces: replaces ?? null });
}

export function discardDraft(slug: string): Promise<void> {
  return call<void>("DELETE", pathOf(slug, "draft/"));
}

/** Commits the draft that was saved at that time, and no other. */
export function commitDraft(slug: string, savedAt: number | undefined, note: string): Promise<{ version: string }> {
  return call("POST", pathOf(slug, "draft/commit/"), { ...(note && { note }), ...(savedAt !== undefined && { draft_updated_at_ms: savedAt }) });
}

export function rollBack(slug: string, version: string): Promise<{ version: string }> {
  return call("POST", pathOf(slug, "rollback/"), { version });
}

export function preview(slug: string, files: Files, data: unknown, signal?: AbortSignal): Promise<Preview> {
  return call<Preview>("POST", pathOf(slug, "preview/"), { files, data }, signal);
}

export function useHistory(slug: string, isServed: boolean) {
  return useQuery({
    queryKey: ["history", slug],
    queryFn: async ({ signal }) => (await orNothing(call<{ results: VersionLine[] }>("GET", pathOf(slug, "history/"), undefined, signal)))?.results ?? [],
    staleTime: 0,
    enabled: isServed,
  });
}

/** An older server keeps no samples: then there are none. */
export function useSamples(slug: string) {
  return useQuery({
    queryKey: ["samples", slug],
    queryFn: async ({ signal }) => (await orNothing(call<{ results: Sample[] }>("GET", pathOf(slug, "sample/"), undefined, signal)))?.results ?? [],
    staleTime: SAMPLES_MS,
    // Whoever just sent an event looks for it here.
    refetchInterval: SAMPLES_MS,
  });
}

const SAMPLES_MS = 15_000;

export interface Compared {
  compared: number;
  changed: number;
  failing: number;
  results: ComparedMessage[];
}

export interface ComparedMessage {
  message_id: string;
  at_ms: number;
  same: boolean;
  before: SlackMessage | null;
  after: SlackMessage | null;
  before_problem?: Problem | null;
  after_problem?: Problem | null;
  after_warnings?: Finding[];
}

export function compare(slug: string, files: Files): Promise<Compared> {
  return call("POST", pathOf(slug, "diff/"), { files });
}

export type TestTo = { distinct_id: string } | { connection: string; place: string };

export interface Sent {
  message_id: string;
  trigger_id: string;
}

export function sendTest(slug: string, files: Files, data: unknown, to: TestTo): Promise<Sent> {
  return call("POST", pathOf(slug, "test/"), { files, data, to });
}

export async function readMessage(id: string, signal?: AbortSignal): Promise<TestRecord | undefined> {
  return orNothing(call<TestRecord>("GET", `/v1/message/${encodeURIComponent(id)}/`, undefined, signal));
}

/** Why a message is where it is, in a sentence. */
export interface Story {
  summary: string;
}

export function explain(id: string, signal?: AbortSignal): Promise<Story | undefined> {
  return orNothing(call<Story>("GET", `/v1/message/${encodeURIComponent(id)}/explain/`, undefined, signal));
}

export interface User {
  distinct_id: string;
  properties?: Record<string, unknown>;
}

export function useUsers() {
  return useQuery({
    queryKey: ["users"],
    queryFn: ({ signal }) => call<{ results: User[]; meta?: { count?: number } }>("GET", "/v1/user/?limit=100", undefined, signal),
    staleTime: 30_000,
  });
}

/** What is not there, or not yet known to this server, is nothing; every other refusal stays one. */
async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && [404, 405, 501].includes(error.status)) return undefined;
    throw error;
  }
}
