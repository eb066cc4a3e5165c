import { ConnectError, Code } from "@connectrpc/connect";
import { GraphQLError } from "graphql";
import type { PersistedRefusal } from "#transport/graphql/persisted-queries";
import { NotValid } from "#transport/graphql/checked";
import type { QueryRefusal } from "#transport/graphql/query-limits";
import { problemOf, Refused, refusedAs } from "#transport/problems";
import type { Problem } from "#transport/schemas/common";

type Facts = NonNullable<Problem["facts"]>;
/** A GraphQL error whose extensions say what a problem document says: `code` is stable and for programs. */
export type ErrorJson = {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions: { code: string; status: number; facts?: Facts; errors?: Problem["errors"] };
};

/** A query that is not executed. */
export class QueryRefused extends Refused {
  readonly facts: Facts | undefined;
  constructor(status: number, code: string, detail: string, facts?: Facts) {
    super(status, code, detail);
    this.facts = facts;
  }
}

/** The refusal of a query, in words. */
export function refusedQuery(refusal: QueryRefusal | PersistedRefusal): QueryRefused {
  if (refusal.kind === "query-not-valid") return new QueryRefused(400, refusal.kind, refusal.detail);
  if ("most" in refusal) {
    const { kind, asked, most } = refusal;
    return new QueryRefused(400, kind, `${words(kind)}: ${asked}, where ${most} is the most.`, { asked, most });
  }
  // Clients know this one by its sentence.
  if (refusal.kind === "persisted-query-not-found")
    return new QueryRefused(404, refusal.kind, "PersistedQueryNotFound");
  return new QueryRefused(400, refusal.kind, `${words(refusal.kind)}.`);
}

const words = (kind: string) => `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll("-", " ")}`;

/** What the client reads of an error, and whether it is one that only an operator can answer. */
export function errorJson(error: unknown, timedOut: boolean): ErrorJson {
  const { cause, at } = causeOf(error);
  const { detail, title, code, status, facts, errors } = problemFor(cause, timedOut);
  return {
    message: detail ?? title,
    ...at,
    extensions: { code, status, ...(facts && { facts }), ...(errors && { errors }) },
  };
}

function problemFor(cause: unknown, timedOut: boolean): Problem {
  // What this edge broke off, because the request has had its time, says only that it was broken off.
  const brokenOff = cause instanceof ConnectError && cause.code === Code.Canceled;
  if (brokenOff && timedOut) return problemOf(refusedAs(504, "deadline-exceeded"));
  const problem = problemOf(cause instanceof GraphQLError ? refusedText(cause) : cause);
  if (cause instanceof NotValid) return { ...problem, errors: cause.errors };
  return cause instanceof QueryRefused && cause.facts ? { ...problem, facts: cause.facts } : problem;
}

/** What the library says of a query, or of its variables, before it executes them. */
const refusedText = ({ message }: GraphQLError) => new Refused(400, "query-not-valid", message.slice(0, 500));

/** What a resolver threw, and where. The library's own word about a field is of a value that our schema does not know: a fault. */
function causeOf(error: unknown): { cause: unknown; at: Pick<ErrorJson, "locations" | "path"> } {
  if (!(error instanceof GraphQLError)) return { cause: error, at: {} };
  const { path, locations, originalError } = error;
  const at = { ...(locations && { locations }), ...(path && { path }) };
  if (path && (originalError ?? error) instanceof GraphQLError) return { cause: new Error(error.message), at };
  return { cause: originalError ?? error, at };
}

/** Errors of one request, of which the library throws some as a list within another. */
export function eachError(error: unknown): readonly unknown[] {
  const within: unknown = Object(error).errors;
  return Array.isArray(within) && !(error instanceof NotValid) ? within : [error];
}
