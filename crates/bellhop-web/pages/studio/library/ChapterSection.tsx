// One chapter of the library.
import { memo } from "react";
import { type Chapter, idOf } from "./chapters";
import { FunctionEntry } from "./FunctionEntry";

export const ChapterSection = memo(function ChapterSection({ chapter }: { chapter: Chapter }) {
  const id = idOf(chapter.slug);
  return (
    <section aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {chapter.name}
      </h3>
      {chapter.functions.map((one) => (
        <FunctionEntry key={one.name} one={one} />
      ))}
    </section>
  );
});
