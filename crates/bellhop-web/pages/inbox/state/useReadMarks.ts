// Read marks, kept in the browser per workspace, so that a reload does not make all unread again.
import { useState } from "react";
import type { ReadMarks } from "./unread";

const key = (team: string) => `bellhop.inbox.read.${team}`;

/** The marks, and `read(channel, ts)` to move one. */
export function useReadMarks(team: string | undefined): [ReadMarks, (channel: string, ts: string) => void] {
  const [state, setState] = useState<{ team: string | undefined; marks: ReadMarks }>({ team: undefined, marks: {} });
  // Another workspace: its marks must be there in this very render, or all would flash as unread.
  if (team !== state.team) setState({ team, marks: team ? restore(team) : {} });
  const read = (channel: string, ts: string) => {
    if (!team || state.marks[channel] === ts) return;
    const marks = { ...state.marks, [channel]: ts };
    setState({ team, marks });
    keep(team, marks);
  };
  return [state.marks, read];
}

function restore(team: string): ReadMarks {
  try {
    return JSON.parse(localStorage.getItem(key(team)) ?? "{}") as ReadMarks;
  } catch {
    return {};
  }
}

/** Storage may be full or forbidden; the marks then last as long as the page. */
function keep(team: string, marks: ReadMarks): void {
  try {
    localStorage.setItem(key(team), JSON.stringify(marks));
  } catch {
    // Nothing to do: see above.
  }
}
