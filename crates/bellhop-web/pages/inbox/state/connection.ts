// Keeps the page in step with the simulator: a snapshot, then events, and again from the start
// whenever the line breaks. It never gives up.
import type { Action } from "./reducer";
import type { SimEvent, Snapshot } from "./wire";

/** Events are handed on in bursts this far apart (a timer: frames stop in a hidden tab). */
const BURST_MS = 80;
/** Waits between attempts to reconnect; the last one repeats. */
const RETRY_MS = [500, 1_000, 2_000, 3_000];

type Dispatch = (action: Action) => void;

/** Connects, and returns what ends it. */
export function connect(dispatch: Dispatch): () => void {
  let source: EventSource | undefined;
  let burst: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pending: SimEvent[] = [];
  let failures = 0;
  // Counts the connections: what an earlier one still has to say is not listened to.
  let connection = 0;
  let loading = false;
  // The snapshot that is being loaded is known to be old already.
  let stale = false;

  const flush = () => {
    burst = undefined;
    if (loading || pending.length === 0) return;
    dispatch({ type: "events", events: pending, at: Date.now() });
    pending = [];
  };

  /** One at a time: a simulator under load may ask for more reloads than can be done. */
  const load = async (): Promise<void> => {
    const mine = connection;
    loading = true;
    stale = false;
    const response = await fetch("sim/state", { cache: "no-store" });
    if (!response.ok) throw new Error(`sim/state answered ${response.status}`);
    const snapshot = (await response.json()) as Snapshot;
    if (mine !== connection) return;
    dispatch({ type: "snapshot", snapshot });
    if (stale) return load();
    loading = false;
    flush();
  };

  const lose = () => {
    source?.close();
    connection += 1;
    pending = [];
    dispatch({ type: "lost" });
    clearTimeout(retry);
    retry = setTimeout(open, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  };

  /** A load that fails after its connection was given up is no news. */
  const loadOrLose = () => {
    const mine = connection;
    return load().then(
      () => mine === connection,
      () => {
        if (mine === connection) lose();
        return false;
      },
    );
  };

  const hear = (event: MessageEvent<string>) => {
    const heard = JSON.parse(event.data) as SimEvent | { type: "reset" };
    if (heard.type === "reset") {
      pending = [];
      if (loading) stale = true;
      else void loadOrLose();
      return;
    }
    pending.push(heard);
    burst ??= setTimeout(flush, BURST_MS);
  };

  const open = () => {
    source = new EventSource("sim/events");
    source.onmessage = hear;
    source.onerror = lose;
    // The snapshot is taken once the events flow, so that nothing falls between the two.
    source.onopen = async () => {
      if (!(await loadOrLose())) return;
      failures = 0;
      dispatch({ type: "connected" });
    };
  };

  open();
  return () => {
    source?.close();
    connection += 1;
    clearTimeout(burst);
    clearTimeout(retry);
  };
}
