// The colours that a message names. Whatever else stands there never reaches a style.

const NAMED: Record<string, string> = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };
const GREY = "var(--line-strong)";

/** Only a named or hexadecimal colour is one; anything else is grey, as in Slack. */
export function colour(name: unknown): string {
  if (typeof name !== "string") return GREY;
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(name);
  return hex ? `#${hex[1]}` : Object.hasOwn(NAMED, name) ? (NAMED[name] ?? GREY) : GREY;
}
