// Which file is in the editor; files are added and removed here.
import { useState, type Dispatch } from "react";
import { TrashIcon } from "../../../shared/ui/icons";
import { Confirm } from "../../shell/Confirm";
import { Tabs } from "../../shell/Tabs";
import type { Action, Bench } from "../bench";
import { DATA_TAB } from "../data";
import { inOrder, isGolden, TEMPLATE_FILE } from "../files";
import { marksOf } from "../places";
import type { Shown } from "../usePreview";

interface FileTabsProps {
  slug: string;
  bench: Bench;
  shown: Shown;
  panel: string;
  dispatch: Dispatch<Action>;
  onAdd: () => void;
}

export function FileTabs({ slug, bench, shown, panel, dispatch, onAdd }: FileTabsProps) {
  const [isMore, setIsMore] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const { files, open, live } = bench;
  const all = inOrder(files);
  const isServed = Object.keys(live).length > 0;
  const seldom = all.filter((name) => isGolden(name) && name !== open);
  const names = [...all.filter((name) => isMore || !seldom.includes(name)), ...(bench.choice.kind === "file" ? [] : [DATA_TAB])];
  const tabs = names.map((name) => {
    const marks = marksOf(name, shown.problem, shown.findings, slug, { ...files, [DATA_TAB]: "" });
    const worst = marks.some((mark) => mark.severity === "error") ? "error" : marks.length > 0 ? "warning" : undefined;
    // Of what was never served everything is new, which tells nobody anything.
    const isChanged = isServed && name !== DATA_TAB && files[name] !== live[name];
    return { id: name, label: <Label name={name} isChanged={isChanged} worst={worst} /> };
  });
  const canGo = open !== TEMPLATE_FILE && open !== DATA_TAB;
  return (
    <div className="file-tabs">
      <Tabs label="Files" tabs={tabs} chosen={open} onChoose={(file) => dispatch({ type: "opened", file })} controls={panel} />
      <div className="file-tools">
        {seldom.length > 0 && (
          <button type="button" className="link-button" aria-expanded={isMore} onClick={() => setIsMore(!isMore)}>
            {isMore ? "fewer" : `${seldom.length} more`}
          </button>
        )}
        {canGo && (
          <button type="button" className="icon-button" onClick={() => setIsRemoving(true)} aria-label={`Remove ${open}`} title={`Remove ${open}`}>
            <TrashIcon />
          </button>
        )}
        <button type="button" className="button button-small" onClick={onAdd}>
          Add<span className="narrow-unseen"> a file</span>
        </button>
      </div>
      {isRemoving && (
        <Confirm
          title={`Remove ${open}?`}
          text="It is removed from the draft. What is served keeps it until the draft is committed."
          action="Remove it"
          isDangerous
          onConfirm={() => {
            dispatch({ type: "removed", file: open });
            setIsRemoving(false);
          }}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </div>
  );
}

function Label({ name, isChanged, worst }: { name: string; isChanged: boolean; worst: "error" | "warning" | undefined }) {
  return (
    <>
      {worst && <span className={`tab-mark tab-mark-${worst}`} aria-hidden="true" />}
      {name === DATA_TAB ? "data" : name.replace(/^examples\//, "")}
      {worst && <span className="unseen">, with {worst === "error" ? "an error" : "a warning"}</span>}
      {isChanged && (
        <>
          <span className="tab-changed" aria-hidden="true" title="Changed" />
          <span className="unseen">, changed</span>
        </>
      )}
    </>
  );
}
