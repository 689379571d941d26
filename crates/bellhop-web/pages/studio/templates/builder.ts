// Slack's Block Kit Builder: what follows the hash stays in the reader's browser until Slack's page reads it.
import type { SlackMessage } from "../api/wire";

const BUILDER = "https://app.slack.com/block-kit-builder/";
/** Longer addresses are cut by some browsers. */
const CHARACTERS_MAX = 30_000;

/** The address that shows this message; nothing for one without blocks, or too large for an address. */
export function builderAddress(message: SlackMessage): string | undefined {
  const { blocks, attachments } = message;
  if (!blocks?.length && !attachments?.length) return undefined;
  const shown = JSON.stringify({ ...(blocks?.length && { blocks }), ...(attachments?.length && { attachments }) });
  const address = `${BUILDER}#${encodeURIComponent(shown)}`;
  return address.length <= CHARACTERS_MAX ? address : undefined;
}
