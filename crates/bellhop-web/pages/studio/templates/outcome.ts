// What became of a test, in words.

/** A message's record, as far as a test needs it; a trigger's has its messages in it. */
export interface TestRecord {
  status?: string;
  reason?: string;
  detail?: string;
  destination?: string;
  distinct_id?: string;
  receipt?: { channel?: string; ts?: string };
  messages?: TestRecord[];
}

export interface Outcome {
  ended: boolean;
  good: boolean;
  words: string;
}

const WAITS = new Set(["queued", "attempting", "rendered", "planned"]);

export function outcomeOf(given: TestRecord | undefined): Outcome {
  const record = given?.messages?.[0] ?? given;
  const status = record?.status;
  if (status === undefined || WAITS.has(status)) {
    return { ended: false, good: true, words: "On its way…" };
  }
  const why = record?.detail ?? record?.reason?.replaceAll("_", " ");
  const because = why ? `: ${why}` : ".";
  switch (status) {
    case "delivered":
      return { ended: true, good: true, words: record?.destination ? `It arrived in ${record.destination}.` : "It arrived." };
    case "failed":
      return { ended: true, good: false, words: `It was given up${because}` };
    case "refused":
      return { ended: true, good: false, words: `It was not sent${because}` };
    case "expired":
      return { ended: true, good: false, words: "It was not sent in time." };
    case "ambiguous":
      return { ended: true, good: false, words: "Slack did not answer, so it may have arrived or not." };
    default:
      return { ended: true, good: false, words: `It ended as “${status}”${because}` };
  }
}
