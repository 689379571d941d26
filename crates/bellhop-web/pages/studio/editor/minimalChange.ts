// The smallest change that makes one text of another, so that the cursor stays where it is.

export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** What differs between the common beginning and the common end; undefined when nothing does. */
export function minimalChange(before: string, after: string): Change | undefined {
  if (before === after) {
    return undefined;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) {
    start++;
  }
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) {
    end++;
  }
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** Line ends as the editor has them. */
export function normalised(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
