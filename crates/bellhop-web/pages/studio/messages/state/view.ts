// What the list shows, as it stands in the address: a link to a search is a link to what it finds.
import { isStatus, type Status } from "./status";

export interface View {
  statuses: Status[];
  template: string;
  recipient: string;
  search: string;
}

export const EVERYTHING: View = { statuses: [], template: "", recipient: "", search: "" };

/** Reads a query; what is no status is left out. */
export function viewOf(query: string): View {
  const values = new URLSearchParams(query);
  const value = (name: string) => values.get(name)?.trim() ?? "";
  return {
    statuses: [...new Set(value("status").split(",").filter(isStatus))],
    template: value("template"),
    recipient: value("recipient"),
    search: value("search"),
  };
}

/** The query of a view: the same for the address and for the API. */
export function queryOf(view: View): string {
  const values = [
    ["status", view.statuses.join(",")],
    ["template", view.template],
    ["recipient", view.recipient],
    ["search", view.search],
  ] as const;
  const given = values.filter(([, value]) => value !== "");
  // Commas are themselves in a query, and easier to read so.
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
}

/** The list's address. */
export function addressOf(view: View): string {
  const query = queryOf(view);
  return query === "" ? "/messages" : `/messages?${query}`;
}

let last = EVERYTHING;

/** Keeps what the list shows, so that whoever comes back from a message finds it as it was. */
export function keep(view: View): void {
  last = view;
}

/** The address of the list as it was last. */
export function lastAddress(): string {
  return addressOf(last);
}

/** Whether a view leaves something out. */
export function isNarrowed(view: View): boolean {
  return queryOf(view) !== "";
}
