// Goes to the part of the page that the address names: its heading is scrolled to and focused.
import { useEffect } from "react";
import { idOf } from "./chapters";

export function useArrival(place: string | undefined): void {
  useEffect(() => {
    if (place === undefined) {
      return;
    }
    const heading = document.getElementById(idOf(place));
    heading?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
  }, [place]);
}
