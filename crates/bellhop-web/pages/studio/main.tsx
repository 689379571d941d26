// The studio: where templates are written, tried and committed, and messages looked at.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../shared/styles/colours.css";
import "../shared/styles/base.css";
import "../shared/styles/bar.css";
import "../shared/styles/states.css";
import "../shared/styles/mrkdwn.css";
import "../shared/styles/blocks.css";
import "../shared/styles/compound.css";
import "../shared/styles/charts.css";
import "../shared/styles/attachments.css";
import "../shared/styles/elements.css";
import "./styles/shell.css";
import "./styles/controls.css";
import "./styles/table.css";
import "./styles/dialogs.css";
import "./styles/choices.css";
import "./styles/templates.css";
import "./styles/bench.css";
import "./styles/preview.css";
import { Studio } from "./Studio";

const page = document.getElementById("page");
if (page) {
  createRoot(page).render(
    <StrictMode>
      <Studio />
    </StrictMode>,
  );
}
