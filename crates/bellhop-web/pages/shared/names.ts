// What a mention is called. Pages give the names; the renderers below only ask for them, so the
// same renderers serve the simulator's inbox and any later page that previews a message.
import { createContext, useContext } from "react";

export interface ChannelName {
  name: string;
  /** A direct message is shown without the hash sign. */
  direct: boolean;
  /** Where a click on the mention leads; absent when the page has no such place. */
  href?: string;
}

export interface Names {
  user(id: string): { name: string; href?: string } | undefined;
  channel(id: string): ChannelName | undefined;
}

/** Knows nobody: mentions then show their own label, or the bare id. */
export const nobody: Names = { user: () => undefined, channel: () => undefined };

export const NamesContext = createContext<Names>(nobody);

export function useNames(): Names {
  return useContext(NamesContext);
}
