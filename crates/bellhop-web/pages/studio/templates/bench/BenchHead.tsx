// The head of the workbench: which template, how it does, whether it is saved, and what can be done.
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { BackIcon } from "../../../shared/ui/icons";
import type { Health } from "../../api/wire";
import type { DialogName } from "../dialogs/BenchDialogs";
import { HealthBadge } from "../HealthBadge";
import { shortVersion } from "../health";
import { wordsOfSaving, type Saving } from "../saving";

interface BenchHeadProps {
  slug: string;
  /** Nothing for what was never committed. */
  health: Health | undefined;
  saving: Saving;
  isChanged: boolean;
  hasDraft: boolean;
  onRetry: () => void;
  onOpen: (dialog: DialogName) => void;
}

const NEVER: Health = { slug: "", version: null, problem: null, refused: null };

export function BenchHead({ slug, health, saving, isChanged, hasDraft, onRetry, onOpen }: BenchHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever comes by the keyboard or listens is here now, and not at a link that is gone.
    heading.current?.focus({ preventScroll: true });
  }, []);
  const isBad = saving.kind === "failed" || saving.kind === "overtaken";
  return (
    <div className="bench-head">
      <Link href="/templates" className="icon-button bench-back" aria-label="Back to the list" title="Back to the list">
        <BackIcon />
      </Link>
      <div className="bench-name">
        <h2 ref={heading} tabIndex={-1}>
          {slug}
        </h2>
        <p className="bench-facts">
          <HealthBadge health={health ?? NEVER} />
          {health?.version && <code title={`Version ${health.version} is served`}>{shortVersion(health.version)}</code>}
          <span role="status" className={isBad ? "bad" : undefined} data-kind={saving.kind}>
            {saving.kind === "saved" && isChanged ? "Draft saved" : wordsOfSaving(saving)}
          </span>
          {saving.kind === "failed" && (
            <button type="button" className="link-button" onClick={onRetry}>
              Try again
            </button>
          )}
        </p>
      </div>
      <div className="bench-tools">
        {hasDraft && (
          <button type="button" className="button button-plain" onClick={() => onOpen("discard")}>
            Discard draft
          </button>
        )}
        <button type="button" className="button" onClick={() => onOpen("history")}>
          History
        </button>
        <button type="button" className="button" onClick={() => onOpen("changes")}>
          Changes
        </button>
        <button type="button" className="button" onClick={() => onOpen("test")}>
          Send me a test
        </button>
        <button type="button" className="button button-main" onClick={() => onOpen("commit")} title="Ctrl+Enter" aria-keyshortcuts="Control+Enter Meta+Enter">
          Commit
        </button>
      </div>
    </div>
  );
}
