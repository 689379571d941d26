// A picture from the network, which may be out of reach: until it has loaded, and if it never
// does, its alternative text stands in its place.
import { useState } from "react";
import { PictureIcon } from "../ui/icons";

export type PictureSize = "tiny" | "thumb" | "full";

interface PictureProps {
  src: string | undefined;
  alt: string;
  size: PictureSize;
}

export function Picture({ src, alt, size }: PictureProps) {
  // Remembered by address, so that an update with another picture starts afresh.
  const [shown, setShown] = useState<{ src: string; ok: boolean }>();
  const loaded = shown?.src === src && shown?.ok === true;
  const failed = !src || (shown?.src === src && !shown?.ok);
  return (
    <span className={`bk-picture bk-picture-${size}`} data-state={loaded ? "loaded" : failed ? "failed" : "loading"}>
      {src && !failed && (
        <img
          src={src}
          alt={alt}
          referrerPolicy="no-referrer"
          onLoad={() => setShown({ src, ok: true })}
          onError={() => setShown({ src, ok: false })}
        />
      )}
      {!loaded && (
        <span className="bk-picture-alt" {...(failed ? { role: "img", "aria-label": alt } : { "aria-hidden": true })} title={alt}>
          <PictureIcon />
          {size === "full" && <span>{alt}</span>}
        </span>
      )}
    </span>
  );
}

/** Files kept in Slack cannot be fetched without its credentials; public ones say where they are. */
export function imageAddress(image: object): string | undefined {
  if ("image_url" in image && typeof image.image_url === "string") return image.image_url;
  if ("slack_file" in image && typeof image.slack_file === "object" && image.slack_file !== null) {
    return "url" in image.slack_file && typeof image.slack_file.url === "string" ? image.slack_file.url : undefined;
  }
  return undefined;
}
