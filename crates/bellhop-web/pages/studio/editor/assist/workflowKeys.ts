// Completion of workflow.toml: its keys, at the beginning of a line.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

const KEYS: [key: string, insert: string, purpose: string][] = [
  ["name", 'name = ""', "What people call it."],
  ["category", 'category = "transactional"', "How urgent it is: system, transactional or promotional."],
  ["events", "events = []", "Events that start it, besides its name."],
  ["guarantee", 'guarantee = "at_least_once"', "When it can't be known whether Slack has it: at_least_once sends it again, at_most_once does not."],
  ["delay", 'delay = "5m"', "How long it waits before it is sent."],
  ["deliver_within", 'deliver_within = "1h"', "When it is of no use any more."],
  ["late", 'late = "drop"', "What becomes of it then: drop, deliver or digest."],
  ["fallback", 'fallback = "text"', "What is sent when the template fails: none, or text."],
  ["fallback_text", 'fallback_text = ""', "That text, with values of the data as {{order.number}}."],
  ["redeliver", "redeliver = true", "Whether what failed is sent once the template is mended."],
  ["long_text", 'long_text = "split"', "What is done with a text that is longer than Slack takes: split, cut or refuse."],
  ["broadcast_mentions", "broadcast_mentions = true", "Whether it may mention @here, @channel and @everyone."],
  ["window", "[window]", "The hours in which it is delivered."],
  ["quiet_hours", "[quiet_hours]", "The hours in which it is not."],
  ["digest", "[digest]", "Several triggers as one message."],
  ["throttle", "[throttle]", "At most so many in a time."],
  ["card", "[card]", "One message that later triggers change."],
  ["defaults", "[defaults]", "Data that a trigger need not bring."],
];

export const workflowKeys: readonly Completion[] = KEYS.map(([label, apply, info]) => ({ label, apply, info, type: "property" }));

export function completeWorkflow(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const typed = /^\[?(\w*)$/.exec(line.text.slice(0, context.pos - line.from));
  if (typed === null || (typed[0] === "" && !context.explicit)) {
    return null;
  }
  return { from: line.from, options: [...workflowKeys], validFor: /^\w*$/ };
}
