import { type DocumentNode, GraphQLError, Kind, parse, visit } from "graphql";
import { ok, refuse, type Result } from "@beacom/result";

export type QueryRefusal =
  | { kind: "query-not-valid"; detail: string }
  | {
      kind:
        | "too-many-operations"
        | "too-many-aliases"
        | "too-many-fragments"
        | "too-many-directives"
        | "query-too-large"
        | "query-too-deep"
        | "query-too-costly"
        | "too-many-mutations";
      asked: number;
      most: number;
    }
  | { kind: "fragment-cycle" | "fragment-unknown" | "operation-unknown" | "operation-not-named" };

/** More than any client of ours needs, and few enough for a machine that is asked by many. */
export const queryLimits = {
  tokens: 2_000,
  operations: 5,
  aliases: 50,
  fragments: 20,
  directives: 50,
  mutations: 5,
  depth: 10,
  /** Of a query about the schema itself: developers' tools ask for types of lists of types. */
  introspectionDepth: 20,
} as const;

/**
 * The document of a query's text, if it is of a size that is worth looking at further. Everything is counted before it is validated, because
 * validating a hostile query is what costs.
 */
export function readQuery(text: string): Result<DocumentNode, QueryRefusal> {
  const document = parsed(text);
  if (!document.ok) return document;
  const counted = { operations: 0, aliases: 0, fragments: 0, directives: 0 };
  visit(document.value, {
    OperationDefinition: () => void counted.operations++,
    FragmentDefinition: () => void counted.fragments++,
    Directive: () => void counted.directives++,
    Field: ({ alias }) => void (alias && counted.aliases++),
  });
  for (const what of ["operations", "aliases", "fragments", "directives"] as const) {
    const [asked, most] = [counted[what], queryLimits[what]];
    if (asked > most) return refuse({ kind: `too-many-${what}`, asked, most });
  }
  return document;
}

function parsed(text: string): Result<DocumentNode, QueryRefusal> {
  try {
    const document = parse(text, { maxTokens: queryLimits.tokens });
    const foreign = document.definitions.find(
      ({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION,
    );
    if (foreign) return refuse({ kind: "query-not-valid", detail: "Only operations and fragments are executed." });
    return ok(document);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes("tokens. Parsing aborted"))
      return refuse({ kind: "query-too-large", asked: queryLimits.tokens + 1, most: queryLimits.tokens });
    return refuse({ kind: "query-not-valid", detail: error.message });
  }
}
