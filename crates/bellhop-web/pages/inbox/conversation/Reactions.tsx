// The reactions under a message: a pill for each emoji, with how many put it there.
import { Emoji } from "../../shared/mrkdwn/Emoji";
import { useNames } from "../../shared/names";
import type { Reaction } from "../state/wire";

export function Reactions({ reactions = [] }: { reactions?: Reaction[] | undefined }) {
  const names = useNames();
  if (reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ name, users }) => (
        <li className="reaction" key={name} title={users.map((id) => names.user(id)?.name ?? id).join(", ")}>
          <Emoji name={name} />
          <span className="reaction-count">{users.length}</span>
        </li>
      ))}
    </ul>
  );
}
