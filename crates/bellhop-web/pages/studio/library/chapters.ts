// The library in chapters, and what of it a reader looks for.
import type { LibraryFunction } from "../api/wire";

export interface Chapter {
  name: string;
  /** Its name in addresses. */
  slug: string;
  functions: LibraryFunction[];
}

/** In the order of the library. */
export function chaptersOf(functions: readonly LibraryFunction[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const one of functions) {
    let chapter = chapters.find(({ name }) => name === one.chapter);
    if (chapter === undefined) {
      chapter = { name: one.chapter, slug: slugOf(one.chapter), functions: [] };
      chapters.push(chapter);
    }
    chapter.functions.push(one);
  }
  return chapters;
}

/** Those that have every word of `sought` in their name, chapter, purpose or example. */
export function matching(functions: readonly LibraryFunction[], sought: string): LibraryFunction[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return functions.filter(({ signature, chapter, purpose, example = "" }) => {
    const text = `slack.${signature} ${chapter} ${purpose} ${example}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The id of the part of the page that an address names: a function, or a chapter. */
export function idOf(place: string): string {
  return `library-${place}`;
}

function slugOf(chapter: string): string {
  return chapter.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
