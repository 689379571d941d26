// The workbench when everything is there: files on the left, the preview on the right, what is wrong
// below. On a telephone one of them is shown at a time.
import { useEffect, useReducer, useState } from "react";
import { Segments } from "../../shell/Segments";
import { begin, draftOf, isChanged, isUnsaved, step } from "../bench";
import { load, serverOf, withServed, type Loaded } from "../calls";
import { nameOf, textOf } from "../data";
import type { Mend } from "../mend";
import { placeOfFinding } from "../places";
import { queries } from "../../api/queries";
import { BenchDialogs, type DialogName, type Served } from "../dialogs/BenchDialogs";
import { PreviewPane } from "../preview/PreviewPane";
import { useAskedEvent } from "../useAskedEvent";
import { useLeaving } from "../useLeaving";
import { usePreview } from "../usePreview";
import { useSaving } from "../useSaving";
import { useShortcuts } from "../useShortcuts";
import { Banners } from "./Banners";
import { BenchHead } from "./BenchHead";
import { FilesPane } from "./FilesPane";
import { Problems } from "./Problems";
import { useLookingBack } from "./useLookingBack";

export type View = "write" | "preview";

const VIEWS = [
  { value: "write", label: "Write" },
  { value: "preview", label: "Preview" },
] as const;

export function BenchView({ slug, loaded }: { slug: string; loaded: Loaded }) {
  const [bench, dispatch] = useReducer(step, undefined, () => begin(serverOf(loaded)));
  const [view, setView] = useState<View>("write");
  const [dialog, setDialog] = useState<DialogName>();
  const [notice, setNotice] = useState<string>();
  const saver = useSaving(slug, bench, loaded.draft, dispatch);
  const shown = usePreview(slug, bench.files, textOf(bench.choice, bench.files), nameOf(bench.choice));
  const isDue = isUnsaved(bench);
  const isStuck = isDue && (saver.saving.kind === "failed" || saver.saving.kind === "overtaken");
  const saveNow = () => void saver.saveNow().catch(() => undefined);
  useLeaving({ isDue, isStuck, save: saver.saveNow });
  useLookingBack(saver.look);
  useAskedEvent(slug, dispatch);
  useEffect(() => {
    // What went well is old news once something else is done.
    if (isDue) setNotice(undefined);
  }, [isDue]);
  useShortcuts({ save: saveNow, commit: () => setDialog("commit") });

  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ["templates"] });
    void queries.invalidateQueries({ queryKey: ["history", slug] });
    saver.settle();
  };
  const settle = async (type: "replaced" | "kept") => {
    const fresh = await load(slug);
    queries.setQueryData(["template", slug], fresh);
    dispatch({ type, server: serverOf(fresh) });
    refresh();
  };
  // What was done here is known here, whichever process would answer now.
  const served: Served = ({ live, version, draft, words }) => {
    const kept = draft === "kept" ? draftOf(bench) : undefined;
    queries.setQueryData<Loaded>(["template", slug], (old) => old && withServed(old, slug, live, version));
    dispatch({ type: "served", server: { live, version, draft: kept } });
    refresh();
    setNotice(words);
  };
  const goTo = (place: ReturnType<typeof placeOfFinding>) => {
    if (!place) return;
    setView("write");
    dispatch({ type: "jumped", place });
  };
  // The button goes with what it mended: the focus goes to the line.
  const mendAt = ({ file, text }: Mend, place: ReturnType<typeof placeOfFinding>) => {
    dispatch({ type: "edited", file, text });
    goTo(place);
  };
  return (
    <div className="bench" data-view={view}>
      <BenchHead slug={slug} health={loaded.template} saving={saver.saving} isChanged={isChanged(bench)} hasDraft={bench.saved !== undefined || isDue} onRetry={saveNow} onOpen={setDialog} />
      <Banners health={loaded.template} source={loaded.source} isOvertaken={saver.saving.kind === "overtaken"} notice={notice} onDismiss={() => setNotice(undefined)} onSettle={settle} />
      <div className="bench-switch">
        <Segments label="What is shown" options={VIEWS} chosen={view} onChoose={setView} />
      </div>
      <FilesPane slug={slug} bench={bench} shown={shown} dispatch={dispatch} onAdd={() => setDialog("add")} />
      <PreviewPane slug={slug} bench={bench} shown={shown} dispatch={dispatch} onEditData={() => setView("write")} onSaveExample={() => setDialog("example")} />
      <Problems slug={slug} bench={bench} shown={shown} tried={saver.tried} onGo={goTo} onFill={(name) => dispatch({ type: "chose", choice: { kind: "file", name } })} onMend={mendAt} />
      <BenchDialogs open={dialog} slug={slug} bench={bench} loaded={loaded} shown={shown} saver={saver} dispatch={dispatch} onServed={served} onReplaced={() => settle("replaced")} onOpen={setDialog} onClose={() => setDialog(undefined)} />
    </div>
  );
}
