// Block Kit's text object: mrkdwn or plain text.
import type { TextObject } from "@slack/types";
import { Inlines } from "../mrkdwn/Inlines";
import { Mrkdwn } from "../mrkdwn/Mrkdwn";
import { parsePlain } from "../mrkdwn/parse";

export function Text({ of }: { of: TextObject }) {
  if (of.type === "mrkdwn") return <Mrkdwn text={of.text} />;
  return <PlainText text={of.text} emoji={of.emoji ?? true} />;
}

export function PlainText({ text, emoji = true }: { text: string; emoji?: boolean }) {
  return <Inlines nodes={parsePlain(text, emoji)} />;
}
