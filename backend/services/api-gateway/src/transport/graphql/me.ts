import type { CallOptions } from "@connectrpc/connect";
import type { ArgBuilder, ObjectRef } from "@pothos/core";
import { checked } from "#transport/graphql/checked";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import type { Builder, Types } from "#transport/graphql/schema-builder";
import type { Person } from "#transport/people";
import { PageQuery } from "#transport/schemas/common";

/** The signed-in customer, from whom all that is theirs hangs. */
export type Me = ObjectRef<Types, Person, Person>;

export function meType(builder: Builder): Me {
  const me = builder.objectRef<Person>("Me");
  me.implement({ description: "Whoever is signed in. A part that does not answer is null, with an error beside it." });
  builder.queryField("me", (t) =>
    t.field({ type: me, access: "customer", nullable: true, resolve: (_root, _args, context) => personOf(context) }),
  );
  return me;
}

/** Throws when a field for customers was reached without one, which its guard has ruled out. */
export function personOf({ person }: GraphqlContext): Person {
  if (!person) throw new Error("a field for customers was reached by nobody");
  return person;
}

/** A call to a service on behalf of a person. */
export const asPerson = ({ headers }: Person, options: CallOptions): CallOptions => ({ ...options, headers });

type Arguments = ArgBuilder<Types>;

/** Of every field that answers a page. */
export const pageArguments = (arg: Arguments) => ({
  first: arg({ type: "SafeInt", description: "1 to 100; 20 if it is not said" }),
  after: arg.string({ description: "nextCursor of the page before" }),
});

/** The page that is asked for, in the words of services, and its name within the request. Throws 400 `not-valid`. */
export function pageOf({ first, after }: { first?: number | null | undefined; after?: string | null | undefined }): {
  page: { cursor: string; limit: number };
  at: string;
} {
  const asked = { ...(after && { cursor: after }), ...(typeof first === "number" && { limit: first }) };
  const { cursor = "", limit } = checked(PageQuery, asked, "page");
  return { page: { cursor, limit }, at: `${limit} ${cursor}` };
}
