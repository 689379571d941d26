// What was sent, and what became of it.
import { useTitle } from "../shell/useTitle";

export function MessagesPage() {
  useTitle("Messages");
  return <h2>Messages</h2>;
}
