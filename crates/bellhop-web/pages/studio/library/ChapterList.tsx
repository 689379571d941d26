// The chapters at the side, to go to.
import { Link } from "wouter";
import type { Chapter } from "./chapters";

interface ChapterListProps {
  chapters: Chapter[];
  /** The place that the address names. */
  current: string | undefined;
}

export function ChapterList({ chapters, current }: ChapterListProps) {
  return (
    <nav className="library-contents" aria-label="Chapters">
      <ul>
        {chapters.map(({ name, slug, functions }) => (
          <li key={slug}>
            <Link href={`/library/${slug}`} aria-current={isIn(current, slug, functions) ? "true" : undefined}>
              {name} <span className="library-count">{functions.length}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isIn(current: string | undefined, slug: string, functions: Chapter["functions"]): boolean {
  return current === slug || functions.some(({ name }) => name === current);
}
