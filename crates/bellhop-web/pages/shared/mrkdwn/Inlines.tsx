// Draws what a line is made of.
import { Broadcast, ChannelMention, GroupMention, UserMention } from "./Mention";
import { Emoji } from "./Emoji";
import { ExternalLink } from "./ExternalLink";
import { SlackDate } from "./SlackDate";
import type { Inline } from "./tree";

export function Inlines({ nodes }: { nodes: Inline[] }) {
  // A tree is never edited in place, so its positions are good keys.
  return nodes.map((node, index) => <InlineNode key={index} node={node} />);
}

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case "text":
      return <>{node.text}</>;
    case "bold":
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case "code":
      return <code className="code">{node.text}</code>;
    case "emoji":
      return <Emoji name={node.name} />;
    case "link":
      return (
        <ExternalLink href={node.href}>
          <Inlines nodes={node.children} />
        </ExternalLink>
      );
    case "user":
      return <UserMention id={node.id} label={node.label} />;
    case "channel":
      return <ChannelMention id={node.id} label={node.label} />;
    case "usergroup":
      return <GroupMention id={node.id} label={node.label} />;
    case "broadcast":
      return <Broadcast range={node.range} />;
    case "date":
      return <SlackDate {...node} />;
  }
}
