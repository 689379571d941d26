// What the messages' pages ask of the API.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import { isTrigger, type Elsewhere, type Explanation, type Forecast, type Found, type Message, type Redriven, type Trigger } from "./wire";
import { queryOf, type View } from "./view";

const PAGE = 50;
/** How often what is on its way is looked at again. */
const MOVING_MS = 2_000;
/** How often the newest messages are. */
const NEWEST_MS = 5_000;
/** The same where what is looked for is so rare that each look goes through all it may. */
const RARE_MS = 30_000;

export function useSearch(view: View) {
  const query = queryOf(view);
  return useInfiniteQuery({
    queryKey: ["messages", query],
    queryFn: ({ pageParam, signal }) => {
      const parts = [query, `limit=${PAGE}`, pageParam && `after=${encodeURIComponent(pageParam)}`].filter(Boolean);
      return call<Found>("GET", `/v1/message/?${parts.join("&")}`, undefined, signal);
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.after,
    refetchInterval: ({ state }) => {
      const [first, second] = state.data?.pages ?? [];
      // What was loaded on demand is not asked for again and again.
      if (second) return false;
      return first?.searched_to_ms === undefined ? NEWEST_MS : RARE_MS;
    },
  });
}

/** The record that an id names, as long as it moves. */
export function useRecord(id: string) {
  return useQuery({
    queryKey: ["message", id],
    queryFn: ({ signal }) => call<Message | Trigger>("GET", pathOf(id), undefined, signal),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? MOVING_MS : false),
  });
}

function isMoving(record: Message | Trigger): boolean {
  return isTrigger(record) ? record.counts.queued > 0 || record.messages.length === 0 : record.status === "queued";
}

/** Why it did what it did; asked anew whenever the record has changed. */
export function useExplanation(id: string, changed: number) {
  return useQuery({
    queryKey: ["message", id, "explain", changed],
    queryFn: ({ signal }) => call<Explanation>("GET", `${pathOf(id)}explain/`, undefined, signal),
    placeholderData: (before) => before,
  });
}

export function useForecast(id: string, waits: boolean) {
  return useQuery({
    queryKey: ["message", id, "forecast"],
    queryFn: ({ signal }) => call<Forecast>("GET", `${pathOf(id)}forecast/`, undefined, signal),
    enabled: waits,
    refetchInterval: MOVING_MS,
  });
}

/** Sends messages that were given up again. */
export function useRedrive() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, elsewhere }: { ids: string[]; elsewhere?: Elsewhere }) => call<Redriven>("POST", "/v1/dead_letter/redrive/", { ids, ...elsewhere }),
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: ["messages"] }), cache.invalidateQueries({ queryKey: ["message"] })]),
  });
}

function pathOf(id: string): string {
  return `/v1/message/${encodeURIComponent(id)}/`;
}
