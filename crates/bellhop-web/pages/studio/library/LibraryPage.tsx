// slack.libsonnet, function by function, each with what it makes.
import { useTitle } from "../shell/useTitle";

export function LibraryPage() {
  useTitle("Library");
  return <h2>Library</h2>;
}
