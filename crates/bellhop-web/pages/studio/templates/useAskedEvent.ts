// Fills the preview with the event that the address asks for, `?event=…`, while its data is kept.
import { useEffect, type Dispatch } from "react";
import { useSearch } from "wouter";
import type { Action } from "./bench";
import { useSamples } from "./calls";
import { ofSample } from "./data";

export function useAskedEvent(slug: string, dispatch: Dispatch<Action>): void {
  const asked = new URLSearchParams(useSearch()).get("event");
  const { refetch } = useSamples(slug);
  useEffect(() => {
    if (asked === null) return;
    let isGone = false;
    // What was read before may be older than the event.
    void refetch().then(({ data }) => {
      const sample = data?.find((one) => one.message_id === asked);
      if (sample && !isGone) dispatch({ type: "chose", choice: ofSample(sample) });
    });
    return () => {
      isGone = true;
    };
  }, [asked, refetch, dispatch]);
}
