// The files of the template, one at a time in the editor.
import { useId, useMemo, type Dispatch } from "react";
import { useLibrary } from "../../api/queries";
import { SourceEditor, type Mark } from "../../editor/SourceEditor";
import type { Action, Bench } from "../bench";
import { DATA_TAB, readData, textOf } from "../data";
import { TEMPLATE_FILE } from "../files";
import { marksOf } from "../places";
import type { Shown } from "../usePreview";
import { FileTabs } from "./FileTabs";
import { Tip } from "./Tip";

interface FilesPaneProps {
  slug: string;
  bench: Bench;
  shown: Shown;
  dispatch: Dispatch<Action>;
  onAdd: () => void;
}

export function FilesPane({ slug, bench, shown, dispatch, onAdd }: FilesPaneProps) {
  const library = useLibrary();
  const panel = useId();
  const { open, files } = bench;
  const { problem, findings } = shown;
  const isData = open === DATA_TAB;
  const value = isData ? textOf(bench.choice, files) : (files[open] ?? "");
  const marks = useMemo((): Mark[] => marksOf(open, problem, findings, slug, { ...files, [DATA_TAB]: "" }), [open, problem, findings, slug, files]);
  const filled = textOf(bench.choice, files);
  const assistance = useMemo(() => {
    const read = readData(filled, open);
    return { ...(library.data && { library: library.data.results }), ...("data" in read && { data: read.data }) };
  }, [library.data, filled, open]);
  return (
    <section className="files-pane" aria-label="Files">
      <FileTabs slug={slug} bench={bench} shown={shown} panel={panel} dispatch={dispatch} onAdd={onAdd} />
      {open === TEMPLATE_FILE && <Tip />}
      <div className="files-editor" role="tabpanel" id={panel} aria-label={open}>
        <SourceEditor
          key={open}
          file={open}
          value={value}
          onChange={(text) => dispatch({ type: "edited", file: open, text })}
          marks={marks}
          {...assistance}
          {...(bench.jump && { jump: bench.jump })}
        />
      </div>
    </section>
  );
}
