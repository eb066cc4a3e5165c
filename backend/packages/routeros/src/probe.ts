import { ok, type Result, refuse } from "@beacom/result";
import type { RouterOsConnection } from "#connection";
import type { AskRefusal } from "#conversation";

export type RouterDescription = {
  readonly identity: string;
  /** As the router writes it: "7.16.1 (stable)". */
  readonly version: string;
  readonly board: string;
  readonly uptimeSeconds: number;
};

export type ProbeRefusal =
  /** An answer in the right form that says nothing of this property, or not in a way that is known. */
  { readonly kind: "property-not-told"; readonly property: string } | AskRefusal;

/** Who the router is, and since when it runs. */
export async function probe(connection: RouterOsConnection): Promise<Result<RouterDescription, ProbeRefusal>> {
  const [resource, named] = await Promise.all([
    connection.ask("/system/resource/print"),
    connection.ask("/system/identity/print"),
  ]);
  if (!resource.ok) return resource;
  if (!named.ok) return named;
  const identity = named.value[0]?.["name"];
  const { version, uptime, "board-name": board } = resource.value[0] ?? {};
  if (identity === undefined) return refuse({ kind: "property-not-told", property: "name" });
  if (version === undefined) return refuse({ kind: "property-not-told", property: "version" });
  if (board === undefined) return refuse({ kind: "property-not-told", property: "board-name" });
  const uptimeSeconds = uptime === undefined ? undefined : secondsOf(uptime);
  if (uptimeSeconds === undefined) return refuse({ kind: "property-not-told", property: "uptime" });
  return ok({ identity, version, board, uptimeSeconds });
}

/** "3w4d12h2m34s", or "4d12:02:34" as some versions have it; undefined when it is neither. */
export function secondsOf(uptime: string): number | undefined {
  const parts = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(uptime);
  const clock = /^(?:(\d+)w)?(?:(\d+)d)?(\d+):(\d\d):(\d\d)$/.exec(uptime);
  const found = uptime === "" ? null : (parts ?? clock);
  if (found === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((text) => Number(text ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
}
