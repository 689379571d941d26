// Which place an address leads to. The messages and the library are loaded when they are opened.
import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { Absent } from "./shell/Absent";
import { Bones } from "./shell/Bones";
import { Guard } from "./shell/Guard";
import { TemplatesPage } from "./templates/TemplatesPage";

const Workbench = lazy(() => import("./templates/Workbench").then((module) => ({ default: module.Workbench })));
const MessagesPage = lazy(() => import("./messages/MessagesPage").then((module) => ({ default: module.MessagesPage })));
const MessagePage = lazy(() => import("./messages/MessagePage").then((module) => ({ default: module.MessagePage })));
const LibraryPage = lazy(() => import("./library/LibraryPage").then((module) => ({ default: module.LibraryPage })));

export function Places() {
  const [place] = useLocation();
  return (
    <Guard place={place}>
      <Suspense fallback={<Bones what="the page" />}>
        <Switch>
          <Route path="/">
            <Redirect to="/templates" replace />
          </Route>
          <Route path="/templates" component={TemplatesPage} />
          <Route path="/templates/:slug">{({ slug }) => <Workbench key={slug} slug={slug} />}</Route>
          <Route path="/messages" component={MessagesPage} />
          <Route path="/messages/:id">{({ id }) => <MessagePage key={id} id={id} />}</Route>
          <Route path="/library/:place?" component={LibraryPage} />
          <Route>
            <Absent />
          </Route>
        </Switch>
      </Suspense>
    </Guard>
  );
}
