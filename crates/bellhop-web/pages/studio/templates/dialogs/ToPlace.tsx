// A channel, a person of Slack or an e-mail address, through one of the workspace's connections.
import { useEffect, useId } from "react";
import { useConnections } from "../../api/queries";
import { ToldBy } from "./ToldBy";
import type { TestChoice } from "./testTo";

interface ToPlaceProps {
  chosen: TestChoice;
  onChoose: (choice: TestChoice) => void;
}

export function ToPlace({ chosen, onChoose }: ToPlaceProps) {
  const connections = useConnections();
  const field = useId();
  const tokens = (connections.data?.results ?? []).filter((one) => one.kind === "token");
  const first = tokens[0]?.id;
  const isKnown = tokens.some((one) => one.id === chosen.connection);
  useEffect(() => {
    if (first !== undefined && !isKnown) onChoose({ ...chosen, connection: first });
  }, [first, isKnown, chosen, onChoose]);
  if (connections.isSuccess && tokens.length === 0) {
    return (
      <p className="hint">
        There is no connection to Slack yet. The first comes with the bot token of a person or channel that your backend tells Bellhop of: <ToldBy />.
      </p>
    );
  }
  return (
    <>
      {tokens.length > 1 && (
        <label>
          Connection
          <select value={chosen.connection} onChange={(event) => onChoose({ ...chosen, connection: event.target.value })}>
            {tokens.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id}
                {one.state === "disabled" && " (disabled)"}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="field">
        <label htmlFor={field}>Where to</label>
        <input id={field} value={chosen.place} onChange={(event) => onChoose({ ...chosen, place: event.target.value })} placeholder="C0123456789, U0123456789 or you@example.com" aria-describedby={`${field}-note`} autoComplete="off" spellCheck={false} />
        <p className="hint" id={`${field}-note`}>
          {connections.isError ? `The connections can't be listed: ${connections.error.message}` : "The id of a channel or of a person in Slack (in “Copy link” and “Copy member ID”), or an e-mail address."}
        </p>
      </div>
    </>
  );
}
