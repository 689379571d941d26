// Plain runs of a markdown block: Slack's mentions and emoji work in them too.
import { Inlines } from "../mrkdwn/Inlines";
import { angle } from "../mrkdwn/angle";
import { parsePlain } from "../mrkdwn/parse";
import type { Inline } from "../mrkdwn/tree";

export function MarkdownText({ text }: { text: string }) {
  const nodes = text.split(/(<[@#!][^>\n]+>)/).flatMap((part, index): Inline[] => {
    if (!part) return [];
    return index % 2 === 1 ? [angle(part.slice(1, -1))] : parsePlain(part, true);
  });
  return <Inlines nodes={nodes} />;
}
