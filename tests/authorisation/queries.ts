import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import type { Known } from "./sample.ts";

export type Query = {
  /** As people write it: `Me.payment`. */
  name: string;
  changes: boolean;
  text(ids: Known): string;
};

/** A query for each field where something begins: at the top, and of the one who asks. */
export function queriesOf(schema: GraphQLSchema): Query[] {
  const ofQuery = fieldsOf(schema.getQueryType()).filter(({ name }) => name !== "me");
  return [
    ...ofQuery.map((field) => queryOf("Query", field, (selected) => `query { ${selected} }`)),
    ...fieldsOf(schema.getType("Me")).map((field) =>
      queryOf("Me", field, (selected) => `query { me { ${selected} } }`),
    ),
    ...fieldsOf(schema.getMutationType()).map((field) =>
      queryOf("Mutation", field, (selected) => `mutation { ${selected} }`),
    ),
  ];
}

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (type: GraphQLNamedType | null | undefined): Field[] =>
  isObjectType(type) ? Object.values(type.getFields()) : [];

const queryOf = (type: string, field: Field, whole: (selected: string) => string): Query => ({
  name: `${type}.${field.name}`,
  changes: type === "Mutation",
  text: (ids) => whole(selectionOf(field, ids, 0)),
});

/** A field with what it needs, and all that is below it, to a depth that every client may ask for. */
function selectionOf({ name, args, type }: Field, ids: Known, depth: number): string {
  const given = args.filter((arg) => isRequiredArgument(arg) || Object.hasOwn(ids, arg.name));
  const asked = given.length === 0 ? "" : `(${given.map((arg) => `${arg.name}: ${argumentOf(arg, ids)}`).join(", ")})`;
  const inner = getNamedType(type);
  if (!isObjectType(inner)) return `${name}${asked}`;
  if (depth > 3) return "";
  const below = fieldsOf(inner).filter((field) => !field.args.some(isRequiredArgument));
  return `${name}${asked} { __typename ${below.map((field) => selectionOf(field, ids, depth + 1)).join(" ")} }`;
}

const argumentOf = ({ name, type }: GraphQLArgument, ids: Known) => valueOf(name, type, ids);

function valueOf(name: string, type: GraphQLInputType, ids: Known): string {
  if (isNonNullType(type)) return valueOf(name, type.ofType, ids);
  if (isListType(type)) return "[]";
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: ${valueOf(field.name, field.type, ids)}`).join(", ")}}`;
  }
  if (["Int", "SafeInt", "Float"].includes(getNamedType(type).name)) return "100";
  if (getNamedType(type).name === "Boolean") return "true";
  return JSON.stringify(ids[name] ?? (getNamedType(type).name === "Day" ? "2030-01-01" : "x".repeat(8)));
}
