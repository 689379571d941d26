// The open conversation: its head, its messages, and how to post to it.
import { useCallback, useEffect, useState } from "react";
import { type Interaction, InteractionContext } from "../../shared/blockkit/interaction";
import { ConversationHeader } from "./ConversationHeader";
import { Footer } from "./Footer";
import { MessageLog } from "./MessageLog";
import { Toast } from "./Toast";
import { useVisible } from "./useVisible";
import type { Conversation } from "../state/conversations";
import type { Kept } from "../state/reducer";

interface ConversationViewProps {
  conversation: Conversation;
  messages: Kept[] | undefined;
  mark: string | undefined;
  onRead: (channel: string, ts: string) => void;
}

const NONE: Kept[] = [];

export function ConversationView({ conversation, messages = NONE, mark, onRead }: ConversationViewProps) {
  const { channel } = conversation;
  // Where the reader had got to when the conversation was opened: the "New" line stands there.
  const [newSince] = useState(mark);
  const [interaction, setInteraction] = useState<Interaction>();
  const dismiss = useCallback(() => setInteraction(undefined), []);
  const visible = useVisible();
  const latest = messages.at(-1)?.ts;
  useEffect(() => {
    if (visible && latest) onRead(channel.id, latest);
  }, [visible, latest, channel.id]);
  return (
    <>
      <ConversationHeader conversation={conversation} />
      <InteractionContext value={setInteraction}>
        <MessageLog conversation={conversation} messages={messages} newSince={newSince} />
      </InteractionContext>
      <Footer conversation={conversation} />
      {interaction && <Toast interaction={interaction} onDone={dismiss} />}
    </>
  );
}
