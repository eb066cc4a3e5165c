import type { QueryClient } from "@tanstack/react-query";
import { device } from "#device";

const saved = ["me", "account", "plans", "usage", "statement", "billing"];
type Entry = { data: unknown; updatedAt: number };
type Shelf = { version: string; entries: Record<string, Entry> };
const version = "2";

/** The last known state, for a start without a connection. Never the network password, never a token. */
export function restoreState(queries: QueryClient): void {
  try {
    const shelf = JSON.parse(device.read("state") ?? "null") as Shelf | null;
    if (shelf?.version !== version) return;
    for (const [name, { data, updatedAt }] of Object.entries(shelf.entries))
      queries.setQueryData([name], data, { updatedAt });
  } catch {
    device.write("state", undefined);
  }
}

export function saveState(queries: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const entries: Record<string, Entry> = {};
    for (const name of saved) {
      const state = queries.getQueryState([name]);
      if (state?.data) entries[name] = { data: firstPage(state.data), updatedAt: state.dataUpdatedAt };
    }
    if (device.read("customer")) device.write("state", JSON.stringify({ version, entries } satisfies Shelf));
  };
  return queries.getQueryCache().subscribe(({ type, query }) => {
    if (type === "updated" && saved.includes(String(query.queryKey[0]))) timer ??= setTimeout(write, 500);
  });
}

/** Of a long list only its beginning is kept. */
function firstPage(data: unknown): unknown {
  const list = data as { pages?: unknown[]; pageParams?: unknown[] };
  return Array.isArray(list.pages) ? { pages: list.pages.slice(0, 1), pageParams: [null] } : data;
}
