// To whom tests go: remembered by the browser, so that the second test is one click.
import { useStored } from "../../../shared/useStored";
import type { TestTo } from "../calls";

export interface TestChoice {
  way: "person" | "place";
  person: string;
  connection: string;
  place: string;
}

const NOBODY: TestChoice = { way: "person", person: "", connection: "", place: "" };

export function useTestTo(): [TestChoice, (choice: TestChoice) => void] {
  const [stored, store] = useStored("bellhop.test_to");
  return [readChoice(stored), (choice) => store(JSON.stringify(choice))];
}

/** What was remembered, whatever wrote it. */
export function readChoice(stored: string | undefined): TestChoice {
  try {
    const read = JSON.parse(stored ?? "{}") as Partial<Record<keyof TestChoice, unknown>>;
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    return { way: read.way === "place" ? "place" : "person", person: text(read.person), connection: text(read.connection), place: text(read.place) };
  } catch {
    return NOBODY;
  }
}

/** What the API is told; nothing while something is missing. */
export function toOf({ way, person, connection, place }: TestChoice): TestTo | undefined {
  if (way === "person") return person.trim() ? { distinct_id: person.trim() } : undefined;
  return connection && place.trim() ? { connection, place: place.trim() } : undefined;
}
