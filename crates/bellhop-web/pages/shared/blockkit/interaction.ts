// What happens when somebody uses a button or a menu of a message. The renderers report it;
// the page decides what to do with it (the inbox shows what Slack would have sent).
import { createContext, useContext } from "react";

export interface Interaction {
  /** The element's type, e.g. "button". */
  type: string;
  /** What the person saw: the button's text, the chosen option. */
  label: string;
  actionId: string | undefined;
  value: string | undefined;
}

export type Report = (interaction: Interaction) => void;

export const InteractionContext = createContext<Report>(() => undefined);

export function useReport(): Report {
  return useContext(InteractionContext);
}
