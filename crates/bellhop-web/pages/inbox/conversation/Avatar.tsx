// The face of a sender. Bellhop has its bell; everybody else a letter on a colour of their own.
import { Bell } from "../../shared/ui/Bell";
import type { Sender } from "../state/wire";

/** Dark enough for white letters to be read on them (at least 4.5 to 1). */
const COLOURS = ["#1264a3", "#007a5a", "#b3261e", "#6b3fa0", "#8a5a00", "#2b6777", "#a3195b", "#4a5a8a"];

export function Avatar({ sender }: { sender: Sender }) {
  const bellhop = sender.kind === "bot" && /bellhop/i.test(sender.name);
  return <span className="avatar">{bellhop ? <Bell /> : <Initial id={sender.id + sender.name} name={sender.name} />}</span>;
}

export function Initial({ id, name }: { id: string; name: string }) {
  return (
    <span className="initial" style={{ background: COLOURS[hash(id) % COLOURS.length] }} aria-hidden="true">
      {(/[\p{L}\p{N}]/u.exec(name)?.[0] ?? "?").toUpperCase()}
    </span>
  );
}

/** Any stable number will do. */
function hash(text: string): number {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
