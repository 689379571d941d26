// What has been read: the ts of the last message seen, per conversation.
import { compareTs } from "../../shared/time";
import type { Kept, Workspace } from "./reducer";

export type ReadMarks = Record<string, string>;

/** How many messages came after the mark. Messages are in order, so the count goes backwards. */
export function unread(messages: Kept[] | undefined, mark: string | undefined): number {
  if (!messages) return 0;
  if (mark === undefined) return messages.length;
  let count = 0;
  for (let at = messages.length - 1; at >= 0 && compareTs((messages[at] as Kept).ts, mark) > 0; at -= 1) count += 1;
  return count;
}

export function unreadByChannel(workspace: Workspace, marks: ReadMarks): Record<string, number> {
  return Object.fromEntries(
    Object.keys(workspace.channels).map((id) => [id, unread(workspace.messages[id], marks[id])]),
  );
}

/** "(3) #general · Acme": the title of the window. */
export function windowTitle(team: string | undefined, conversation: string | undefined, unreadTotal: number): string {
  const place = [conversation, team, "Bellhop simulator"].filter(Boolean).join(" · ");
  return unreadTotal > 0 ? `(${unreadTotal}) ${place}` : place;
}
