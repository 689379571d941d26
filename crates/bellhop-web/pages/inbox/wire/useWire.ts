// Whether the wire drawer is open. Beside a wide pane the choice is remembered; on a phone the
// drawer covers the page, so there it starts closed and leaves when a conversation is opened.
import { useEffect, useState } from "react";
import { useMedia } from "../../shared/useMedia";
import { useStored } from "../../shared/useStored";

export function useWire(narrow: boolean, route: string | undefined): [boolean, () => void] {
  const roomy = useMedia("(min-width: 1200px)");
  const [choice, choose] = useStored("bellhop.inbox.wire");
  const [covering, setCovering] = useState(false);
  useEffect(() => setCovering(false), [route]);
  if (narrow) return [covering, () => setCovering(!covering)];
  const open = choice ? choice === "open" : roomy;
  return [open, () => choose(open ? "closed" : "open")];
}
