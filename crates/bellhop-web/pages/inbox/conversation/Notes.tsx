// What Slack says above a message: that it is pinned, whose eyes it is for, that it answers a thread.
import { useNames } from "../../shared/names";
import { EyeIcon, PinIcon } from "../../shared/ui/icons";
import type { Message } from "../state/wire";

export function Notes({ message, broadcast }: { message: Message; broadcast: boolean }) {
  const names = useNames();
  const { pinned, visible_to: person } = message;
  if (!pinned && !person && !broadcast) return null;
  return (
    <p className="message-notes">
      {pinned && (
        <span className="message-note">
          <PinIcon /> Pinned
        </span>
      )}
      {person && (
        <span className="message-note">
          <EyeIcon /> Only visible to {names.user(person)?.name ?? person}
        </span>
      )}
      {broadcast && <span className="message-note">Replied to a thread</span>}
    </p>
  );
}
