// One block by its type. Types follow docs.slack.dev/reference/block-kit/blocks.
import type { KnownBlock } from "@slack/types";
import { Actions } from "./Actions";
import { Alert } from "./Alert";
import { Card, Carousel } from "./Card";
import { Chart } from "./chart/Chart";
import type { ChartBlock } from "./chart/data";
import { Container } from "./Container";
import { Context } from "./Context";
import { DataTable, Table } from "./Table";
import { Header } from "./Header";
import { Image } from "./Image";
import { Input } from "./Input";
import { Markdown } from "./Markdown";
import { RichText } from "./RichText";
import { Section } from "./Section";
import { Plan, TaskCard } from "./Task";
import { Unsupported } from "./Unsupported";
import { Video } from "./Video";

export function Block({ block }: { block: unknown }) {
  // What arrives is JSON that nobody has checked; Boundary catches what does not fit its type.
  const known = block as KnownBlock | ChartBlock;
  switch (known.type) {
    case "header":
      return <Header block={known} />;
    case "section":
      return <Section block={known} />;
    case "divider":
      return <hr className="bk-divider" />;
    case "context":
      return <Context block={known} />;
    case "actions":
    case "context_actions":
      return <Actions block={known} />;
    case "image":
      return <Image block={known} />;
    case "rich_text":
      return <RichText block={known} />;
    case "markdown":
      return <Markdown text={known.text} />;
    case "table":
      return <Table block={known} />;
    case "data_table":
      return <DataTable block={known} />;
    case "data_visualization":
      return <Chart block={known} />;
    case "video":
      return <Video block={known} />;
    case "input":
      return <Input block={known} />;
    case "alert":
      return <Alert block={known} />;
    case "container":
      return <Container block={known} />;
    case "card":
      return <Card block={known} />;
    case "carousel":
      return <Carousel block={known} />;
    case "task_card":
      return <TaskCard block={known} />;
    case "plan":
      return <Plan block={known} />;
    default:
      return <Unsupported block={block} reason="unknown" />;
  }
}
