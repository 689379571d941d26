// The <…> forms of mrkdwn: mentions, links, dates and broadcasts.
// https://docs.slack.dev/messaging/formatting-message-text
import { type Inline, unescape } from "./tree";

/** Reads what stands between < and >. */
export function angle(inside: string): Inline {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(inside.slice(bar + 1)) || undefined;
  const named = label === undefined ? {} : { label };
  if (/^@[UWB]/.test(target)) return { kind: "user", id: target.slice(1), ...named };
  if (/^#[CGD]/.test(target)) return { kind: "channel", id: target.slice(1), ...named };
  if (target.startsWith("!")) return special(target.slice(1), label);
  const text = label ?? unescape(target).replace(/^mailto:/, "");
  return { kind: "link", href: unescape(target), children: [{ kind: "text", text }] };
}

/** <!here>, <!subteam^S…|@group>, <!date^seconds^template^link|fallback>. */
function special(command: string, label: string | undefined): Inline {
  const [name = "", ...parts] = command.split("^");
  switch (name) {
    case "subteam":
      return { kind: "usergroup", id: parts[0] ?? "", ...(label !== undefined && { label }) };
    case "date":
      return {
        kind: "date",
        seconds: Number(parts[0]),
        template: unescape(parts[1] ?? ""),
        ...(parts[2] && { href: unescape(parts[2]) }),
        fallback: label ?? "",
      };
    case "here":
    case "channel":
    case "everyone":
    case "group":
      return { kind: "broadcast", range: name === "group" ? "channel" : name };
    default:
      return { kind: "text", text: label ?? `<!${command}>` };
  }
}
