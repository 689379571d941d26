// Follows the calls for as long as the drawer is open. The simulator announces new ones with its
// stats, so nothing is asked while nothing happens.
import { useEffect, useRef, useState } from "react";
import { type Calls, noCalls, readCalls } from "./calls";
import type { Workspace } from "./reducer";
import type { Call } from "./wire";

export function useCalls({ epoch, stats }: Workspace): Call[] {
  const [list, setList] = useState<Call[]>([]);
  const calls = useRef<Calls>(noCalls);
  const total = stats.calls;

  useEffect(() => {
    calls.current = noCalls;
    setList([]);
  }, [epoch]);

  useEffect(() => {
    let current = true;
    readCalls(calls.current, total).then(
      (after) => {
        if (!current) return;
        calls.current = after;
        setList(after.list);
      },
      // A failed question is asked again with the next stats, or after the next snapshot.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [epoch, total]);

  return list;
}
