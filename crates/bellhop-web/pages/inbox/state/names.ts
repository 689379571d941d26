// The names behind mentions, with links to the conversations that this page can show.
import { type Names, nobody } from "../../shared/names";
import { conversation, userName } from "./conversations";
import type { Workspace } from "./reducer";
import { hrefOf } from "./useRoute";

export function namesOf(workspace: Workspace | null): Names {
  if (!workspace) return nobody;
  const directOf = new Map<string, string>();
  for (const { id, kind, user } of Object.values(workspace.channels)) {
    if (kind === "im" && user) directOf.set(user, id);
  }
  return {
    user(id) {
      const user = workspace.users[id];
      if (!user) return undefined;
      const direct = directOf.get(id);
      return { name: userName(user), ...(direct && { href: hrefOf(direct) }) };
    },
    channel(id) {
      const channel = workspace.channels[id];
      if (!channel) return undefined;
      const { name, direct } = conversation(workspace, channel);
      return { name, direct, href: hrefOf(id) };
    },
  };
}
