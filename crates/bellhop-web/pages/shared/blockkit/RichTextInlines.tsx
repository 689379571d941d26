// The inside of a rich_text paragraph.
import type { RichTextElement } from "@slack/types";
import type { ReactNode } from "react";
import { fromHex } from "../emoji";
import { Emoji } from "../mrkdwn/Emoji";
import { ExternalLink } from "../mrkdwn/ExternalLink";
import { Broadcast, ChannelMention, GroupMention, UserMention } from "../mrkdwn/Mention";
import { SlackDate } from "../mrkdwn/SlackDate";
import { colour } from "./colour";

export function RichTextInlines({ elements }: { elements: RichTextElement[] }) {
  return elements.map((element, index) => (
    <Styled key={index} style={element.style}>
      {content(element)}
    </Styled>
  ));
}

function content(element: RichTextElement): ReactNode {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return <ExternalLink href={element.url}>{element.text ?? element.url}</ExternalLink>;
    case "emoji":
      return <Emoji name={element.name} characters={element.unicode ? fromHex(element.unicode) : undefined} />;
    case "user":
      return <UserMention id={element.user_id} />;
    case "channel":
      return <ChannelMention id={element.channel_id} />;
    case "usergroup":
      return <GroupMention id={element.usergroup_id} />;
    case "team":
      return <GroupMention id={element.team_id} />;
    case "broadcast":
      return <Broadcast range={element.range} />;
    case "date":
      return (
        <SlackDate seconds={element.timestamp} template={element.format} href={element.url} fallback={element.fallback ?? ""} />
      );
    case "color":
      return (
        <span className="bk-colour">
          <span className="bk-swatch" style={{ background: colour(element.value) }} />
          {element.value}
        </span>
      );
  }
}

type Style = RichTextElement["style"] & { underline?: boolean };

function Styled({ style, children }: { style: Style | undefined; children: ReactNode }) {
  let node = children;
  if (style?.code) node = <code className="code">{node}</code>;
  if (style?.strike) node = <s>{node}</s>;
  if (style?.underline) node = <u>{node}</u>;
  if (style?.italic) node = <em>{node}</em>;
  if (style?.bold) node = <strong>{node}</strong>;
  return node;
}
