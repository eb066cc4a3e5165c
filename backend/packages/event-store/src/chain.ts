import { hash } from "node:crypto";

/** An event as the chain and the table hold it. */
export type ChainedEvent = {
  position: bigint;
  stream: string;
  version: number;
  type: string;
  form: number;
  /** Canonical JSON. */
  data: string;
  at: Date;
  hash: string;
};

/** The last event's position and hash. */
export type Link = { position: bigint; hash: string };

export const beginning: Link = { position: 0n, hash: "0".repeat(64) };

/** The hash of an event depends on everything before it, so none can be altered, removed or inserted without all later ones changing. */
export function hashOf(previous: string, event: Omit<ChainedEvent, "hash">): string {
  const { position, stream, version, type, form, data, at } = event;
  // A JSON array leaves no doubt where one field ends and the next begins; JSON.stringify would make the same text, more slowly. Events of
  // the first form were hashed before forms were counted, without one.
  const later = form === 1 ? "" : `,${form}`;
  const names = `["${position}",${JSON.stringify(stream)},${version},${JSON.stringify(type)}`;
  return hash("sha256", `${previous}${names},${JSON.stringify(data)},"${at.toISOString()}"${later}]`);
}
