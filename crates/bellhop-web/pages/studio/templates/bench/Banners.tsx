// What everybody should know who works here: what went well, and what stands in the way.
import { useMutation } from "@tanstack/react-query";
import { CloseIcon } from "../../../shared/ui/icons";
import type { Health, Source } from "../../api/wire";
import { wordsOf } from "../places";

interface BannersProps {
  health: Health | undefined;
  source: Source | undefined;
  isOvertaken: boolean;
  notice: string | undefined;
  onDismiss: () => void;
  /** Takes what the server has, or goes on over it. */
  onSettle: (how: "replaced" | "kept") => Promise<void>;
}

export function Banners({ health, source, isOvertaken, notice, onDismiss, onSettle }: BannersProps) {
  const decide = useMutation({ mutationFn: onSettle });
  return (
    <div className="banners">
      <div role="status">
        {notice && (
          <div className="notice notice-good">
            <span className="notice-words">{notice}</span>
            <button type="button" className="icon-button" onClick={onDismiss} aria-label="Dismiss">
              <CloseIcon />
            </button>
          </div>
        )}
      </div>
      {isOvertaken && (
        <div className="notice notice-wait" role="alert">
          <span className="notice-words">
            <strong>This template was changed elsewhere</strong>, in another tab or by somebody else. Nothing is written over until you choose.
            {decide.isError && ` ${decide.error.message}`}
          </span>
          <button type="button" className="button button-small" disabled={decide.isPending} onClick={() => decide.mutate("replaced")}>
            Load theirs
          </button>
          <button type="button" className="button button-small" disabled={decide.isPending} onClick={() => decide.mutate("kept")}>
            Keep mine
          </button>
        </div>
      )}
      {health?.problem && (
        <p className="notice notice-bad">
          <span className="notice-words">
            <strong>What is served is broken</strong>: {wordsOf(health.problem)}
            {health.problem.example && ` (with ${health.problem.example})`}
          </span>
        </p>
      )}
      {health?.refused && (
        <p className="notice notice-wait">
          <span className="notice-words">
            <strong>A newer version was refused</strong>: {wordsOf(health.refused)}
            {health.refused.example && ` (with ${health.refused.example})`}
            {source === "files" && " It is in the templates' folder; what is shown here is the one that is served."}
          </span>
        </p>
      )}
    </div>
  );
}
