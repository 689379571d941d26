// What was sent, and what became of it: searched, filtered, redriven.
import { useEffect, useState } from "react";
import { useLocation, useSearch as useQueryText } from "wouter";
import { Bones } from "../shell/Bones";
import { Failure } from "../shell/Failure";
import { useTitle } from "../shell/useTitle";
import { Filters } from "./list/Filters";
import { Groups } from "./list/Groups";
import { MessageTable } from "./list/MessageTable";
import { More } from "./list/More";
import { Nothing } from "./list/Nothing";
import { RedriveBar } from "./redrive/RedriveBar";
import { RedriveSaid } from "./redrive/RedriveSaid";
import { useRedrive, useSearch } from "./state/queries";
import { canRedrive, isGivenUp } from "./state/status";
import { addressOf, keep, viewOf, type View } from "./state/view";
import { countOf } from "./state/words";
import "./messages.css";
import "./rows.css";
import "./detail.css";

export function MessagesPage() {
  useTitle("Messages");
  const query = useQueryText();
  const view = viewOf(query);
  const [, go] = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const found = useSearch(view);
  const redrive = useRedrive();
  const forget = redrive.reset;
  // Another view, another choice.
  useEffect(() => {
    setChosen(new Set());
    forget();
    keep(viewOf(query));
  }, [query, forget]);

  const pages = found.data?.pages ?? [];
  const messages = pages.flatMap((page) => page.results);
  const redrivable = messages.filter(canRedrive).map((message) => message.id);
  const show = (next: View) => go(addressOf(next));
  return (
    <div className="page messages">
      <div className="page-head">
        <h2>Messages</h2>
        <p className="hint" role="status">
          {found.data && `${countOf(messages.length, "message")} shown${found.hasNextPage ? ", newest first; there are more" : ""}`}
        </p>
      </div>
      <Groups view={view} />
      <Filters key={query} view={view} onShow={show} />
      {isGivenUp(view.statuses) && redrivable.length > 0 && <RedriveBar ids={redrivable.filter((id) => chosen.has(id))} redrive={redrive} onDone={() => setChosen(new Set())} />}
      <RedriveSaid redrive={redrive} />
      {found.isRefetchError && <p className="notice notice-wait">These may not be the newest: {found.error.message}</p>}
      {found.isPending && <Bones what="the messages" />}
      {found.isError && !found.data && <Failure what="The messages can't be shown" error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && messages.length === 0 && <Nothing view={view} last={pages.at(-1)} onShow={show} />}
      {messages.length > 0 && <MessageTable messages={messages} {...(isGivenUp(view.statuses) && { chosen, onChoose: setChosen })} />}
      {found.data && <More last={pages.at(-1)} busy={found.isFetchingNextPage} error={found.isFetchNextPageError ? found.error : null} onMore={() => void found.fetchNextPage()} />}
    </div>
  );
}
