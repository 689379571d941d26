// A video block, as a card that links to the video. The player itself is never embedded:
// a page about a simulated workspace loads no third party's page.
import type { VideoBlock } from "@slack/types";
import { ExternalLink } from "../mrkdwn/ExternalLink";
import { Picture } from "./Picture";
import { Text } from "./Text";

export function Video({ block }: { block: VideoBlock }) {
  const byline = [block.provider_name, block.author_name].filter(Boolean).join(" · ");
  return (
    <div className="bk-video">
      {byline && <div className="bk-video-byline">{byline}</div>}
      <ExternalLink className="bk-video-title" href={block.title_url ?? block.video_url}>
        <Text of={block.title} />
      </ExternalLink>
      {block.description && (
        <div className="bk-video-description">
          <Text of={block.description} />
        </div>
      )}
      <ExternalLink className="bk-video-frame" href={block.video_url}>
        <Picture src={block.thumbnail_url} alt={block.alt_text} size="full" />
        <span className="bk-video-play" aria-hidden="true" />
      </ExternalLink>
    </div>
  );
}
