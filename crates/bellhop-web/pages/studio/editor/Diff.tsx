// The comparison itself, which is loaded when the first one is shown.
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useMedia } from "../../shared/useMedia";
import { compareIn } from "./compare";
import { count } from "./countLines";
import type { SourceDiffProps } from "./SourceDiff";

export default function Diff({ file, before, after }: SourceDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  const beside = useMedia("(min-width: 1000px)");
  const [whole, setWhole] = useState(false);
  const { added, removed } = useMemo(() => count(before, after), [before, after]);

  useLayoutEffect(() => {
    if (host.current !== null) {
      return compareIn(host.current, { file, before, after, beside, whole });
    }
    return undefined;
  }, [file, before, after, beside, whole]);

  return (
    <>
      <div className="source-diff-head">
        <strong>{file}</strong>
        {added > 0 && <span className="good">{lines(added)} added</span>}
        {removed > 0 && <span className="bad">{lines(removed)} removed</span>}
        <button type="button" className="button button-small" aria-pressed={whole} onClick={() => setWhole(!whole)}>
          Whole file
        </button>
      </div>
      <div className="source-diff-body" ref={host} />
    </>
  );
}

function lines(count: number): string {
  return count === 1 ? "1 line" : `${count} lines`;
}
