// The whole page: a bar above, the sidebar, the open conversation, and the wire drawer.
import { useEffect, useMemo } from "react";
import { NamesContext } from "../shared/names";
import { useMedia } from "../shared/useMedia";
import { ConversationView } from "./conversation/ConversationView";
import { Absent } from "./shell/Absent";
import { Loading } from "./shell/Loading";
import { Lost } from "./shell/Lost";
import { TopBar } from "./shell/TopBar";
import { Sidebar } from "./sidebar/Sidebar";
import { conversation, firstStop, sections } from "./state/conversations";
import { namesOf } from "./state/names";
import { unreadByChannel, windowTitle } from "./state/unread";
import { useReadMarks } from "./state/useReadMarks";
import { hrefOf, useRoute } from "./state/useRoute";
import { useSimulator } from "./state/useSimulator";
import { WireDrawer } from "./wire/WireDrawer";
import { useWire } from "./wire/useWire";

export function Inbox() {
  const { phase, workspace } = useSimulator();
  const route = useRoute();
  const narrow = useMedia("(max-width: 760px)");
  const [wireOpen, toggleWire] = useWire(narrow, route);
  const [marks, read] = useReadMarks(workspace?.team.id);
  const names = useMemo(() => namesOf(workspace), [workspace?.users, workspace?.channels]);
  const listed = useMemo(() => workspace && sections(workspace), [workspace?.users, workspace?.channels]);
  const counts = workspace ? unreadByChannel(workspace, marks) : {};
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const channel = route && workspace ? workspace.channels[route] : undefined;
  const open = channel && workspace ? conversation(workspace, channel) : undefined;

  useEffect(() => {
    document.title = windowTitle(workspace?.team.name, open?.title, total);
  }, [workspace?.team.name, open?.title, total]);

  // Without an address a wide window opens a conversation by itself; a phone shows the list.
  const first = !route && !narrow && workspace ? firstStop(workspace) : undefined;
  useEffect(() => {
    if (first) location.replace(hrefOf(first));
  }, [first]);

  return (
    <NamesContext value={names}>
      <div className="inbox" data-view={route ? "conversation" : "list"}>
        <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
          Skip to the messages
        </button>
        <TopBar phase={phase} wireOpen={wireOpen} onWire={toggleWire} />
        <Sidebar team={workspace?.team} listed={listed} counts={counts} open={route} phase={phase} />
        <main className="pane" id="main" tabIndex={-1}>
          {phase === "lost" && workspace && <Lost compact />}
          {!workspace && (phase === "lost" ? <Lost /> : <Loading />)}
          {workspace && open && (
            <ConversationView key={open.channel.id} conversation={open} messages={workspace.messages[open.channel.id]} mark={marks[open.channel.id]} onRead={read} />
          )}
          {workspace && !open && <Absent empty={Object.keys(workspace.channels).length === 0} asked={route} />}
        </main>
        {wireOpen && workspace && <WireDrawer workspace={workspace} onClose={toggleWire} />}
      </div>
    </NamesContext>
  );
}
