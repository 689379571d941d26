// One call of Bellhop's API, with the reader's key.
import { key, signOut } from "./key";

/** What the API refused, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "Refusal";
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Calls with the key of whoever is signed in; a key that is not good any more signs the reader out. */
export async function call<Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  try {
    return await callWith<Answer>(key() ?? "", method, path, body, signal);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      signOut();
    }
    throw error;
  }
}

/** Calls with a key that is yet to be proven. */
export async function callWith<Answer>(apiKey: string, method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  // Browsers send no such header, and say only that nothing came back.
  if (!/^[\x20-\x7e]*$/.test(apiKey)) throw new Refusal(401, "not_authenticated", "An API key is made of plain letters, digits and signs.");
  const headers: Record<string, string> = { Authorization: `Bearer ${apiKey}` };
  const init: RequestInit = { method, headers, cache: "no-store", credentials: "omit" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  if (signal) {
    init.signal = signal;
  }
  const answer = await reach(path, init);
  if (answer.status === 204) {
    return undefined as Answer;
  }
  const text = await answer.text();
  if (!answer.ok) {
    throw refusalOf(answer.status, text);
  }
  return JSON.parse(text) as Answer;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    throw new Refusal(0, "unreachable", `Bellhop does not answer at ${location.host}. It may be restarting.`);
  }
}

export function refusalOf(status: number, text: string): Refusal {
  try {
    const body = JSON.parse(text) as { error_code?: string; message?: string; detail?: string };
    return new Refusal(status, body.error_code ?? "unknown", body.detail || body.message || `The answer was ${status}.`);
  } catch {
    return new Refusal(status, "unknown", `The answer was ${status}, and not one of Bellhop's.`);
  }
}
