// Every template and how it does.
import { useTitle } from "../shell/useTitle";

export function TemplatesPage() {
  useTitle("Templates");
  return <h2>Templates</h2>;
}
