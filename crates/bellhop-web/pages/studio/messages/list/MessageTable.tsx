// Messages, newest first. The roles are said again, because on a narrow screen rows are not laid out as a
// table, and some browsers then forget that they are one.
import { Link } from "wouter";
import { Moment } from "../Moment";
import { Place } from "../Place";
import { StatusBadge } from "../StatusBadge";
import { canRedrive } from "../state/status";
import { recipientOf, whyOf } from "../state/words";
import type { Message } from "../state/wire";

interface MessageTableProps {
  messages: Message[];
  /** Those that are chosen, where choosing makes sense. */
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
}

export function MessageTable({ messages, chosen, onChoose }: MessageTableProps) {
  const able = messages.filter(canRedrive).map((message) => message.id);
  const choosing = chosen && onChoose && able.length > 0 ? { chosen, onChoose } : undefined;
  const tellsWhy = messages.some((message) => whyOf(message) !== undefined);
  const all = able.every((id) => chosen?.has(id));
  return (
    <div className="rows-wrap">
      <table className="rows message-rows" role="table">
        <caption className="unseen">Messages</caption>
        <thead role="rowgroup">
          <tr role="row">
            {choosing && (
              <th role="columnheader" scope="col" className="message-choice">
                <input type="checkbox" aria-label="Choose all that are shown" checked={all} onChange={() => choosing.onChoose(new Set(all ? [] : able))} />
              </th>
            )}
            {["Status", "Template", "Recipient", "Where", ...(tellsWhy ? ["Why"] : []), "When"].map((name) => (
              <th role="columnheader" scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {messages.map((message) => (
            <Row key={message.id} message={message} choosing={choosing} tellsWhy={tellsWhy} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Choosing {
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

interface RowProps {
  message: Message;
  choosing: Choosing | undefined;
  tellsWhy: boolean;
}

function Row({ message, choosing, tellsWhy }: RowProps) {
  const recipient = recipientOf(message);
  const toggle = ({ chosen, onChoose }: Choosing) => {
    const next = new Set(chosen);
    if (!next.delete(message.id)) next.add(message.id);
    onChoose(next);
  };
  return (
    <tr role="row">
      {choosing && (
        <td role="cell" className="message-choice">
          {canRedrive(message) && <input type="checkbox" aria-label={`Choose ${message.template} to ${recipient}`} checked={choosing.chosen.has(message.id)} onChange={() => toggle(choosing)} />}
        </td>
      )}
      <td role="cell">
        <StatusBadge status={message.status} />
      </td>
      <th role="rowheader" scope="row">
        <Link href={`/messages/${message.id}`} className="message-link">
          {message.template || "No template"}
        </Link>
      </th>
      <td role="cell" className={message.distinct_id ? undefined : "quiet"}>
        {recipient}
      </td>
      <td role="cell">
        <Place message={message} />
      </td>
      {tellsWhy && (
        <td role="cell" className="quiet message-why">
          {whyOf(message)}
        </td>
      )}
      <td role="cell" className="quiet message-when">
        <Moment ms={message.accepted_at_ms} />
      </td>
    </tr>
  );
}
