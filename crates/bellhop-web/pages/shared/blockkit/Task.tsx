// What an agent does and is about to do: a task, and a plan of several.
import type { PlanBlock, TaskCardBlock } from "@slack/types";
import { ExternalLink } from "../mrkdwn/ExternalLink";
import { Boundary } from "./Boundary";
import { RichText } from "./RichText";

type Status = TaskCardBlock["status"];

const SIGNS: Record<Status, string> = { pending: "○", in_progress: "◐", complete: "✓", error: "!" };
const WORDS: Record<Status, string> = { pending: "pending", in_progress: "in progress", complete: "complete", error: "failed" };

export function TaskCard({ block }: { block: TaskCardBlock }) {
  const status = Object.hasOwn(SIGNS, block.status) ? block.status : "pending";
  return (
    <div className="bk-task-card">
      <div className="bk-task-head">
        <span className={`bk-task-sign bk-task-${status}`} role="img" aria-label={WORDS[status]}>
          {SIGNS[status]}
        </span>
        <span className="bk-task-title">{block.title}</span>
      </div>
      {block.details && <RichText block={block.details} />}
      {block.output && <RichText block={block.output} />}
      {block.sources && block.sources.length > 0 && (
        <div className="bk-task-sources">
          {block.sources.map((source, index) => (
            <ExternalLink key={index} href={source.url}>
              {source.text}
            </ExternalLink>
          ))}
        </div>
      )}
    </div>
  );
}

export function Plan({ block }: { block: PlanBlock }) {
  const { title, tasks = [] } = block;
  return (
    <div className="bk-plan">
      <div className="bk-plan-title">{title}</div>
      {tasks.map((task, index) => (
        <Boundary key={index} block={task}>
          <TaskCard block={task as TaskCardBlock} />
        </Boundary>
      ))}
    </div>
  );
}
