// One function: what it is called, what it does, how it is used, and what that looks like.
import { Link } from "wouter";
import type { LibraryFunction } from "../api/wire";
import { Code } from "./Code";
import { CopyButton } from "./CopyButton";
import { idOf } from "./chapters";
import { Picture } from "./Picture";
import { Prose } from "./Prose";

export function FunctionEntry({ one }: { one: LibraryFunction }) {
  const id = idOf(one.name);
  return (
    <article className="library-entry" data-pictured={one.message !== undefined} aria-labelledby={id}>
      <div className="library-words">
        <h4 id={id} tabIndex={-1}>
          <Link href={`/library/${one.name}`}>
            <Code text={`slack.${one.signature}`} />
          </Link>
        </h4>
        <Prose text={one.purpose} />
        {one.example !== undefined && (
          <div className="library-example">
            <pre>
              <Code text={one.example} />
            </pre>
            <CopyButton text={one.example} what={one.name} />
          </div>
        )}
      </div>
      {one.message && <Picture message={one.message} />}
    </article>
  );
}
