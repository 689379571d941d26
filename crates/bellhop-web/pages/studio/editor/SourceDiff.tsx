// What changed in one file, line by line: side by side where there is room, one in the other where not.
import { lazy, Suspense } from "react";
import "../styles/editor.css";
import { normalised } from "./minimalChange";

export interface SourceDiffProps {
  file: string;
  before: string;
  after: string;
}

const Diff = lazy(() => import("./Diff").catch(() => ({ default: Missing })));

export function SourceDiff({ file, before, after }: SourceDiffProps) {
  const same = normalised(before) === normalised(after);
  return (
    <div className="source-diff" role="group" aria-label={`What changed in ${file}`}>
      {same ? (
        <p className="source-same">No difference: {file} is as it was.</p>
      ) : (
        <Suspense
          fallback={
            <p className="source-same" role="status">
              Comparing…
            </p>
          }
        >
          <Diff file={file} before={before} after={after} />
        </Suspense>
      )}
    </div>
  );
}

function Missing({ file }: SourceDiffProps) {
  return (
    <p className="source-same" role="alert">
      {file} was changed, but the comparison can't be loaded. Load the page again.
    </p>
  );
}
