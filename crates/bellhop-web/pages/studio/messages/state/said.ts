// Reads what the API says in words.

/** Text and code, told apart by backticks. */
export function partsOf(text: string): { text: string; code: boolean }[] {
  const parts = text.split("`");
  // A backtick without its other half is one.
  if (parts.length % 2 === 0) return [{ text, code: false }];
  return parts.map((part, place) => ({ text: part, code: place % 2 === 1 })).filter((part) => part.text !== "");
}

/** What is left of a sentence without a detail of several lines that it says in one; undefined when it
 *  does not say one. */
export function withoutDetail(text: string, detail: string | undefined): string | undefined {
  if (!detail?.includes("\n")) return undefined;
  const said = oneLine(text);
  const place = said.indexOf(oneLine(detail));
  if (place < 0) return undefined;
  return said.slice(0, place).replace(/(On record)?:?\s*$/i, "").trim();
}

function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(" ");
}
