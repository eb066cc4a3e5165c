import type { CallOptions } from "@connectrpc/connect";
import type { Person } from "#transport/people";
import type { RouteContext } from "#transport/routes/route-context";

/** What is tried out by guessing has a limit of its own, beside that of all requests. */
export type Guessing = "phone-numbers" | "proofs";

/** What the fields of one request share. */
export type GraphqlContext = RouteContext & {
  /** Who is signed in; every field for customers has been refused before when nobody is. */
  person: Person | undefined;
  /** The address that the gateway saw. */
  address: string;
  /** Asks once in a request, however many fields want the answer. */
  once: <T>(question: string, ask: () => Promise<T>) => Promise<T>;
  /** For calls that read: they end with the request, also when the client leaves. */
  reading: () => CallOptions;
  /** For calls that change something: they have the time of the request, and are not cut off when the client leaves. */
  changing: () => CallOptions;
  /** Counts an attempt. Throws 429 `too-many-requests`. */
  attempt: (what: Guessing) => Promise<void>;
};
