// One template: its files, the data it is filled with, and what Slack will show.
import { Absent } from "../shell/Absent";
import { Bones } from "../shell/Bones";
import { Failure } from "../shell/Failure";
import { useTitle } from "../shell/useTitle";
import { BenchView } from "./bench/BenchView";
import { useLoaded } from "./calls";

export function Workbench({ slug }: { slug: string }) {
  useTitle(slug);
  const loaded = useLoaded(slug);
  if (loaded.isPending) return <Bones what={slug} />;
  if (!loaded.data) {
    return <Failure what={`${slug} can't be shown`} error={loaded.error ?? new Error("It was not found.")} onRetry={() => void loaded.refetch()} />;
  }
  const { template, draft } = loaded.data;
  if (!template && !draft) return <Absent what={`The template “${slug}”`} />;
  return <BenchView slug={slug} loaded={loaded.data} />;
}
