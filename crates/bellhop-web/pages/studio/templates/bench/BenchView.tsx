// The workbench when everything is there: files on the left, the preview on the right, what is wrong
// below. On a telephone one of them is shown at a time.
import { useEffect, useReducer, useState } from "react";
import { Segments } from "../../shell/Segments";
import { begin, isChanged, isUnsaved, step } from "../bench";
import { load, type Loaded } from "../calls";
import { nameOf, textOf } from "../data";
import { placeOfFinding } from "../places";
import { queries } from "../../api/queries";
import { BenchDialogs, type DialogName } from "../dialogs/BenchDialogs";
import { PreviewPane } from "../preview/PreviewPane";
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
  const [bench, dispatch] = useReducer(step, undefined, () => begin(loaded.template?.files ?? {}, loaded.draft));
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
  useEffect(() => {
    // What went well is old news once something else is done.
    if (isDue) setNotice(undefined);
  }, [isDue]);
  useShortcuts({ save: saveNow, commit: () => setDialog("commit") });

  /** Reads again what is served and what is saved; the page then goes by it. */
  const reload = async () => {
    const fresh = await load(slug);
    queries.setQueryData(["template", slug], fresh);
    void queries.invalidateQueries({ queryKey: ["templates"] });
    void queries.invalidateQueries({ queryKey: ["history", slug] });
    return fresh;
  };
  const takeTheirs = async () => {
    const fresh = await reload();
    dispatch({ type: "replaced", live: fresh.template?.files ?? {}, draft: fresh.draft });
    saver.settle();
  };
  const served = async (words: string, draft: "gone" | "kept") => {
    const fresh = await reload();
    dispatch({ type: "served", live: fresh.template?.files ?? {}, draft });
    setNotice(words);
  };
  const goTo = (place: ReturnType<typeof placeOfFinding>) => {
    if (!place) return;
    setView("write");
    dispatch({ type: "jumped", place });
  };
  return (
    <div className="bench" data-view={view}>
      <BenchHead slug={slug} health={loaded.template} saving={saver.saving} isChanged={isChanged(bench)} hasDraft={bench.saved !== undefined || isDue} onRetry={saveNow} onOpen={setDialog} />
      <Banners health={loaded.template} source={loaded.source} isOvertaken={saver.saving.kind === "overtaken"} notice={notice} onDismiss={() => setNotice(undefined)} onTakeTheirs={takeTheirs} onKeepMine={saver.saveOver} />
      <div className="bench-switch">
        <Segments label="What is shown" options={VIEWS} chosen={view} onChoose={setView} />
      </div>
      <FilesPane slug={slug} bench={bench} shown={shown} dispatch={dispatch} onAdd={() => setDialog("add")} />
      <PreviewPane slug={slug} bench={bench} shown={shown} dispatch={dispatch} onEditData={() => setView("write")} onSaveExample={() => setDialog("example")} />
      <Problems slug={slug} bench={bench} shown={shown} tried={saver.tried} onGo={goTo} onFill={(name) => dispatch({ type: "chose", choice: { kind: "file", name } })} />
      <BenchDialogs open={dialog} slug={slug} bench={bench} loaded={loaded} shown={shown} saver={saver} dispatch={dispatch} onServed={served} onReplaced={takeTheirs} onOpen={setDialog} onClose={() => setDialog(undefined)} />
    </div>
  );
}
