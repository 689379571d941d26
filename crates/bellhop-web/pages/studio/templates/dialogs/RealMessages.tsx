// What the last real messages would say if the draft were served.
import { useQuery } from "@tanstack/react-query";
import { Refusal } from "../../api/call";
import type { Files, Problem, SlackMessage } from "../../api/wire";
import { Said } from "../../messages/Said";
import { Bones } from "../../shell/Bones";
import { Failure } from "../../shell/Failure";
import { When } from "../../shell/When";
import { compare, type ComparedMessage } from "../calls";
import { sentenceOf } from "../counts";
import { asSentence, wordsOf } from "../places";
import { SlackFrame } from "../preview/SlackFrame";

export function RealMessages({ slug, files }: { slug: string; files: Files }) {
  const query = useQuery({ queryKey: ["compared", slug, files], queryFn: () => compare(slug, files), gcTime: 60_000 });
  if (query.isPending) return <Bones what="the comparison" />;
  if (query.isError) {
    const isAbsent = query.error instanceof Refusal && [404, 501].includes(query.error.status);
    if (isAbsent) return <p className="quiet">There is nothing to compare with: no message of this template was sent lately.</p>;
    return <Failure what="They can't be compared" error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { compared, results } = query.data;
  if (compared === 0) {
    return <p className="quiet">There is nothing to compare with: no message of this template was sent lately.</p>;
  }
  const differing = results.filter((result) => !result.same);
  const mended = differing.filter((result) => result.before === null && result.after !== null).length;
  return (
    <>
      <p role="status" className={query.data.failing > 0 ? "notice notice-bad" : differing.length > mended ? "notice notice-wait" : "notice notice-good"}>
        {sentenceOf({ ...query.data, mended })}
      </p>
      {differing.map((result) => (
        <Pair key={result.message_id} result={result} />
      ))}
    </>
  );
}

function Pair({ result }: { result: ComparedMessage }) {
  return (
    <div className="pair">
      <h3>
        Sent <When at={result.at_ms} />: <a href={`#/messages/${encodeURIComponent(result.message_id)}`}>what became of it</a>
      </h3>
      <div className="pair-sides">
        <Side title="As it was" message={result.before} problem={result.before_problem} />
        <Side title="With the draft" message={result.after} problem={result.after_problem} />
      </div>
    </div>
  );
}

function Side({ title, message, problem }: { title: string; message: SlackMessage | null; problem: Problem | null | undefined }) {
  return (
    <div>
      <h4>{title}</h4>
      {message ? <SlackFrame message={message} label={title} /> : <p className="notice notice-bad"><span className="notice-words">{problem ? <Said text={asSentence(wordsOf(problem))} /> : "No message."}</span></p>}
    </div>
  );
}
