// Which addresses of a message may become links. Messages are other people's data: an address
// such as javascript:… is shown as text and never made clickable.

const ALLOWED = new Set(["http:", "https:", "mailto:", "tel:", "slack:"]);

export function safeHref(address: string | undefined): string | undefined {
  if (!address) return undefined;
  try {
    return ALLOWED.has(new URL(address).protocol) ? address : undefined;
  } catch {
    return undefined;
  }
}
