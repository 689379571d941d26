// slack.libsonnet, function by function, each with what it makes.
import { useDeferredValue, useMemo, useState } from "react";
import { useParams } from "wouter";
import "../styles/library.css";
import "../styles/syntax.css";
import { NamesContext } from "../../shared/names";
import { useLibrary } from "../api/queries";
import type { LibraryFunction } from "../api/wire";
import { Bones } from "../shell/Bones";
import { Failure } from "../shell/Failure";
import { useTitle } from "../shell/useTitle";
import { ChapterList } from "./ChapterList";
import { ChapterSection } from "./ChapterSection";
import { Code } from "./Code";
import { chaptersOf, matching } from "./chapters";
import { sampleNames } from "./sampleNames";
import { useArrival } from "./useArrival";

export function LibraryPage() {
  useTitle("Library");
  const { data, error, isPending, refetch } = useLibrary();
  if (isPending) {
    return <Bones what="the library" />;
  }
  if (error) {
    return <Failure what="The library can't be shown" error={error} onRetry={() => void refetch()} />;
  }
  return <Library functions={data.results} />;
}

function Library({ functions }: { functions: LibraryFunction[] }) {
  const { place } = useParams<{ place?: string }>();
  const [typed, setTyped] = useState("");
  const sought = useDeferredValue(typed);
  const found = useMemo(() => matching(functions, sought), [functions, sought]);
  const chapters = useMemo(() => chaptersOf(found), [found]);
  useArrival(place);
  const look = (text: string) => {
    setTyped(text);
    // What was found begins above.
    document.getElementById("main")?.scrollTo({ top: 0 });
  };
  return (
    <div className="page library">
      <div className="page-head">
        <h2>Library</h2>
        <input
          type="search"
          className="library-filter"
          aria-label="Filter the library"
          placeholder="Filter: button, date, mention…"
          value={typed}
          onChange={(event) => look(event.target.value)}
        />
      </div>
      <p className="library-about">
        What a template makes its message of, and how each piece looks in Slack. Put{" "}
        <Code text="local slack = import 'slack.libsonnet';" /> at the top of the template. Data in a text is escaped, so it can
        neither ping anybody nor forge a link.
      </p>
      <p className="unseen" role="status">
        {sought === "" ? "" : `${found.length} of ${functions.length} functions`}
      </p>
      {found.length === 0 ? (
        <div className="state">
          <h2>Nothing fits “{sought}”</h2>
          <p>The names, purposes and examples of all {functions.length} functions were looked through.</p>
          <button type="button" className="button" onClick={() => look("")}>
            Show all
          </button>
        </div>
      ) : (
        <NamesContext.Provider value={sampleNames}>
          <div className="library-body">
            <ChapterList chapters={chapters} current={place} />
            <div className="library-chapters">
              {chapters.map((chapter) => (
                <ChapterSection key={chapter.slug} chapter={chapter} />
              ))}
            </div>
          </div>
        </NamesContext.Provider>
      )}
    </div>
  );
}
