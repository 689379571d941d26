// One call: when, which method, where to, and the answer.
import { memo } from "react";
import { useNames } from "../../shared/names";
import { format } from "../../shared/time";
import { outcome } from "../state/calls";
import { hrefOf } from "../state/useRoute";
import type { Call } from "../state/wire";

export const CallRow = memo(function CallRow({ call }: { call: Call }) {
  const { tone, word } = outcome(call);
  const at = new Date(call.at_ms);
  return (
    <li className="call" data-tone={tone}>
      <span className="call-status">{call.status || "–"}</span>
      <span className="call-method">{call.method}</span>
      <time className="call-time" dateTime={at.toISOString()}>
        {format(at, { now: at }, { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hour12: false })}
      </time>
      <span className="call-detail">
        {call.channel && <Place channel={call.channel} />}
        {tone !== "good" && <span className="call-word">{tone === "wait" && call.error ? `${call.error}, ${word}` : word}</span>}
        {call.text && <span className="call-text">{call.text}</span>}
      </span>
    </li>
  );
});

function Place({ channel }: { channel: string }) {
  const known = useNames().channel(channel);
  if (!known) return <span className="call-place">{channel}</span>;
  return (
    <a className="call-place" href={hrefOf(channel)}>
      {known.direct ? known.name : `#${known.name}`}
    </a>
  );
}
