// Emoji by Slack's short names (the iamcal set, which Slack uses), e.g. "tada" or
// "wave::skin-tone-3". Custom emoji of a workspace are not known here: they stay as :name:.
import shortcodes from "emojibase-data/en/shortcodes/iamcal.json";

const byName = new Map<string, string>();
for (const [codePoints, names] of Object.entries(shortcodes as Record<string, string | string[]>)) {
  const character = fromHex(codePoints);
  for (const name of typeof names === "string" ? [names] : names) byName.set(name, character);
}

/** The first of Slack's five skin tones is called skin-tone-2 and is U+1F3FB. */
const FIRST_TONE = 0x1f3fb;

/** The characters of a short name, or undefined when there is no such emoji. */
export function emoji(name: string): string | undefined {
  const [base = "", tone] = name.split("::skin-tone-");
  const character = byName.get(base);
  if (character === undefined || tone === undefined) return character;
  const modifier = String.fromCodePoint(FIRST_TONE + Number(tone) - 2);
  return character.replace(/\ufe0f/g, "") + modifier;
}

/** "1f1e9-1f1ea" to the characters; single symbols ask for their colourful form. */
export function fromHex(codePoints: string): string {
  const points = codePoints.split("-").map((point) => parseInt(point, 16));
  const text = String.fromCodePoint(...points);
  return points.length === 1 && (points[0] ?? 0) < 0x1f000 ? `${text}\ufe0f` : text;
}
