// table and data_table blocks. The first row is the head of both.
import type { DataTableBlock, RawNumberElement, RawTextElement, RichTextBlock, TableBlock } from "@slack/types";
import { RichText } from "./RichText";

type Cell = RawTextElement | RawNumberElement | RichTextBlock;
type Align = "left" | "center" | "right" | undefined;

export function Table({ block }: { block: TableBlock }) {
  const align = (column: number): Align => block.column_settings?.[column]?.align;
  return <Grid rows={block.rows} align={align} caption={undefined} headColumn={undefined} />;
}

export function DataTable({ block }: { block: DataTableBlock }) {
  const numbers = (column: number): Align => (block.rows[1]?.[column]?.type === "raw_number" ? "right" : undefined);
  return <Grid rows={block.rows} align={numbers} caption={block.caption} headColumn={block.row_header_column_index} />;
}

interface GridProps {
  rows: Cell[][];
  align: (column: number) => Align;
  caption: string | undefined;
  headColumn: number | undefined;
}

function Grid({ rows, align, caption, headColumn }: GridProps) {
  const [head = [], ...body] = rows;
  return (
    <div className="bk-table" role="group" aria-label={caption ?? "Table"} tabIndex={0}>
      <table>
        {caption && <caption>{caption}</caption>}
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" style={{ textAlign: align(column) }}>
                <CellText cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => {
                const Tag = column === headColumn ? "th" : "td";
                return (
                  <Tag key={column} style={{ textAlign: align(column) }} {...(Tag === "th" && { scope: "row" })}>
                    <CellText cell={cell} />
                  </Tag>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellText({ cell }: { cell: Cell }) {
  if (cell.type === "rich_text") return <RichText block={cell} />;
  if (cell.type === "raw_number") return <>{cell.text ?? cell.value}</>;
  return <>{cell.text}</>;
}
