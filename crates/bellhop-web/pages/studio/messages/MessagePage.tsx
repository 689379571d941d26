// One message and its story.
import { useTitle } from "../shell/useTitle";

export function MessagePage({ id }: { id: string }) {
  useTitle("Message");
  return <h2>{id}</h2>;
}
