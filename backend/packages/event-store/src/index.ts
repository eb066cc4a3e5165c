export { canonicalJson } from "#canonical-json";
export type { Link } from "#chain";
export type { AppendRefusal, Appended, Command, NewEvent, StoredEvent } from "#event";
export { type EventStore, openEventStore } from "#event-store";
export type { ChainReport } from "#verify-chain";

/** The SQL that a service with an event store applies before its own, after that of the outbox. */
export const eventStoreMigrations: URL = new URL("../migrations/", import.meta.url);
