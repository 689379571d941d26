// A table written in Markdown.
import type { Tokens } from "marked";
import { MarkdownTokens } from "./Markdown";

export function MarkdownTable({ table }: { table: Tokens.Table }) {
  return (
    <div className="bk-table" role="group" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, column) => (
              <th key={column} scope="col" style={{ textAlign: cell.align ?? undefined }}>
                <MarkdownTokens tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column} style={{ textAlign: cell.align ?? undefined }}>
                  <MarkdownTokens tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
