// One template: its files, the data it is filled with, and what Slack will show.
import { useTitle } from "../shell/useTitle";

export function Workbench({ slug }: { slug: string }) {
  useTitle(slug);
  return <h2>{slug}</h2>;
}
