// Buttons. One with a url is a link; the others report what Slack would have sent.
import type { Button as ButtonElement, WorkflowButton } from "@slack/types";
import { ExternalLink } from "../../mrkdwn/ExternalLink";
import { useReport } from "../interaction";
import { Text } from "../Text";

export function Button({ button }: { button: ButtonElement | WorkflowButton }) {
  const report = useReport();
  const value = button.type === "button" ? button.value : undefined;
  return (
    <button
      type="button"
      className={buttonClass(button.style)}
      aria-label={button.accessibility_label}
      onClick={() => report({ type: button.type, label: button.text.text, actionId: button.action_id, value })}
    >
      <Text of={button.text} />
    </button>
  );
}

export function LinkButton({ button }: { button: ButtonElement }) {
  return (
    <ExternalLink className={buttonClass(button.style)} href={button.url}>
      <Text of={button.text} />
    </ExternalLink>
  );
}

function buttonClass(style: string | undefined): string {
  return style === "primary" || style === "danger" ? `bk-button bk-button-${style}` : "bk-button";
}
