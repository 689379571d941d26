// What led to it, oldest first, as `bellhop explain` tells it.
import { Moment } from "../Moment";
import { Said } from "../Said";
import { withoutDetail } from "../state/said";
import { spanOf } from "../state/words";
import type { Explanation } from "../state/wire";

interface StoryProps {
  lines: NonNullable<Explanation["lines"]>;
  next: string;
  /** What is shown whole above, and not again here. */
  detail: string | undefined;
}

/** A wait shorter than this is none that anybody would notice. */
const NOTICED_MS = 1_000;

export function Story({ lines, next, detail }: StoryProps) {
  return (
    <section aria-labelledby="story">
      <h3 id="story">What happened</h3>
      <ol className="story">
        {lines.map((line, place) => (
          <li key={place}>
            <span className="story-time">
              <Moment ms={line.at_ms} as="clock" />
              {line.after_ms >= NOTICED_MS && <span className="story-gap">{spanOf(line.after_ms)} later</span>}
            </span>
            <p>
              <Said text={withoutDetail(line.text, detail) ?? line.text} />
            </p>
          </li>
        ))}
        <li className="story-next">
          <span className="story-time">Next</span>
          <p>
            <Said text={next} />
          </p>
        </li>
      </ol>
    </section>
  );
}
