// What the API answers with, as far as the studio reads it. /openapi.json describes all of it.

export interface Finding {
  /** Where in the message: a JSON pointer. */
  pointer: string;
  id: string;
  rule: string;
  severity: "error" | "warning";
  value?: number;
  limit?: number;
  message: string;
  /** The page of Slack's documentation that says so. */
  page: string;
  /** Whether Bellhop changed the message because of it. */
  changed?: boolean;
  /** Where the block is made, as `file:line`. */
  place?: string;
}

export interface Problem {
  message: string;
  file?: string;
  line?: number;
  column?: number;
  source_line?: string;
  example?: string;
  findings?: Finding[];
}

/** The files of a template by their path in its folder. */
export type Files = Record<string, string>;

/** How one template does. */
export interface Health {
  slug: string;
  version: string | null;
  /** Why what is served can't be rendered. */
  problem: Problem | null;
  /** Why the newest content is not served. */
  refused: Problem | null;
  /** What people call it. */
  name?: string | null;
  category?: string | null;
  draft_updated_at_ms?: number | null;
  last_rendered_at_ms?: number | null;
  last_failed_at_ms?: number | null;
  last_failure?: string | null;
}

/** Whether the folder's files say what is served, or what is committed here. */
export type Source = "files" | "api";

export interface TemplateList {
  results: Health[];
  source: Source;
}

export interface Template extends Health {
  files: Files;
}

export interface Draft {
  files: Files;
  updated_at_ms: number;
  version: string | null;
  problem: Problem | null;
  warnings: Finding[];
}

/** What Slack would get: the content of a chat.postMessage. */
export interface SlackMessage {
  text?: string;
  blocks?: unknown[];
  attachments?: unknown[];
  [field: string]: unknown;
}

export interface Preview {
  message: SlackMessage | null;
  warnings: Finding[];
  problem: Problem | null;
}

export interface VersionLine {
  number: number;
  version: string;
  source: Source;
  note: string;
  created_at_ms: number;
  content: { files: Files; lib?: Files };
}

/** Real input that a template was filled with. */
export interface Sample {
  message_id: string;
  distinct_id: string;
  at_ms: number;
  version: string | null;
  failed: boolean;
  reason?: string;
  data: unknown;
}

/** A credential of the workspace. */
export interface Connection {
  id: string;
  kind: "token" | "webhook";
  state: string;
}

/** One function of slack.libsonnet. */
export interface LibraryFunction {
  chapter: string;
  signature: string;
  name: string;
  parameters: string[];
  purpose: string;
  example?: string;
  message?: SlackMessage;
}
