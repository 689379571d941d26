// The words of a message, for those who can't see its picture.
import type { SlackMessage } from "../api/wire";

const SAID = new Set(["text", "alt_text", "title", "caption", "name", "url", "description"]);

export function saidBy({ blocks, attachments }: SlackMessage): string {
  const words: string[] = [];
  const look = (value: unknown, key: string) => {
    if (typeof value === "string") {
      if (SAID.has(key)) {
        words.push(value);
      }
    } else if (Array.isArray(value)) {
      for (const item of value) {
        look(item, key);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [name, held] of Object.entries(value)) {
        look(held, name);
      }
    }
  };
  look(blocks, "");
  look(attachments, "");
  return words.length === 0 ? "a line, without words" : words.join(", ");
}
