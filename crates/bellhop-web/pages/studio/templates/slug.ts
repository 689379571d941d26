// The name of a template, which is its slug: what backends call it by.

/** The folder of shared pieces. */
const LIBRARIES = "lib";

/** What is wrong with a name, or undefined when it is good. */
export function slugProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === "") {
    return "It needs a name.";
  }
  const strange = /[^A-Za-z0-9._-]/u.exec(name)?.[0];
  if (strange !== undefined) {
    return strange === " " ? "No blanks: write a-name-like-this." : `No “${strange}”: letters, digits, “-”, “_” and “.” only.`;
  }
  if (name.startsWith(".")) {
    return "It can't start with “.”.";
  }
  if (name.length > 255) {
    return `It has ${name.length} characters; 255 is the most.`;
  }
  if (name === LIBRARIES) {
    return "“lib” is the folder of shared pieces.";
  }
  return taken.includes(name) ? `There is a template “${name}” already.` : undefined;
}

/** What people call it as a slug: "Order shipped" is `order-shipped`. What is one already stays as it is. */
export function slugOf(words: string): string {
  const name = words.trim();
  if (/^[A-Za-z0-9._-]*$/.test(name)) return name;
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "");
}

/** What people read it as: their own words, where they stand in a text and in a format as they are. */
export function titleFor(words: string): string {
  const name = words.trim();
  const isTitle = slugOf(name) !== name && /^[\p{L}\p{N} ,.&()_-]+$/u.test(name);
  return isTitle ? name : titleOf(slugOf(name));
}

/** `order-shipped` is "Order shipped". */
export function titleOf(slug: string): string {
  const words = slug.replace(/[-_]/g, " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
