// What changed in one file, line by line.

export interface SourceDiffProps {
  file: string;
  before: string;
  after: string;
}

export function SourceDiff({ file, before, after }: SourceDiffProps) {
  return (
    <div role="group" aria-label={`What changed in ${file}`}>
      <pre>{before}</pre>
      <pre>{after}</pre>
    </div>
  );
}
