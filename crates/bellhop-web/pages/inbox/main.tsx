// The inbox of the simulated Slack workspace: what arrived, drawn the way Slack would draw it.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../shared/styles/colours.css";
import "../shared/styles/base.css";
import "../shared/styles/mrkdwn.css";
import "../shared/styles/blocks.css";
import "../shared/styles/compound.css";
import "../shared/styles/charts.css";
import "../shared/styles/attachments.css";
import "../shared/styles/elements.css";
import "../shared/styles/bar.css";
import "../shared/styles/states.css";
import "./styles/shell.css";
import "./styles/sidebar.css";
import "./styles/conversation.css";
import "./styles/messages.css";
import "./styles/marks.css";
import "./styles/states.css";
import "./styles/wire.css";
import { Inbox } from "./Inbox";

const page = document.getElementById("page");
if (page) {
  createRoot(page).render(
    <StrictMode>
      <Inbox />
    </StrictMode>,
  );
}
