// The message as Slack gets it, to be copied or opened in Slack's own editor.
import type { SlackMessage } from "../../api/wire";
import { Copy } from "../../shell/Copy";
import { builderAddress } from "../builder";

export function JsonView({ message }: { message: SlackMessage }) {
  const text = JSON.stringify(message, null, 2);
  const address = builderAddress(message);
  return (
    <div className="json-view">
      <div className="json-tools">
        <Copy text={text} label="Copy" />
        {address && (
          <a className="button button-small" href={address} target="_blank" rel="noopener noreferrer">
            Open in Slack's Block Kit Builder
          </a>
        )}
      </div>
      <pre tabIndex={0} role="region" aria-label="The message as JSON">
        {text}
      </pre>
    </div>
  );
}
