// Fills the preview with the event that the address asks for, `?event=…`, while its data is kept.
import { useEffect, useRef, type Dispatch } from "react";
import { useSearch } from "wouter";
import type { Action } from "./bench";
import { useSamples } from "./calls";
import { ofSample } from "./data";

export function useAskedEvent(slug: string, dispatch: Dispatch<Action>): void {
  const asked = new URLSearchParams(useSearch()).get("event");
  const samples = useSamples(slug).data;
  const answered = useRef<string>(undefined);
  useEffect(() => {
    if (asked === null || samples === undefined || answered.current === asked) return;
    // Once: what is chosen after it stays.
    answered.current = asked;
    const sample = samples.find((one) => one.message_id === asked);
    if (sample) dispatch({ type: "chose", choice: ofSample(sample) });
  }, [asked, samples, dispatch]);
}
