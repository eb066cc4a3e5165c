import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from "graphql";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import type { FieldAccess } from "#transport/graphql/schema-builder";
import { refusedToLookers } from "#transport/people";
import { Refused } from "#transport/problems";

type Field = GraphQLField<unknown, GraphqlContext>;

/** Puts the check before each field of the schema. Throws when one does not say who may read it. */
export function guardFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      if (accessOf(type, field) === "public") continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      const changes = type === schema.getMutationType();
      field.resolve = (source, args, context: GraphqlContext, info) => {
        requireCustomer(context, changes);
        return resolve(source, args, context, info);
      };
    }
  }
  return schema;
}

/** What a field says of who may read it. Throws when it says nothing. */
export function accessOf(type: GraphQLObjectType, field: Field): FieldAccess {
  const { access } = optionsOf(field);
  if (access !== "public" && access !== "customer")
    throw new Error(`${type.name}.${field.name} does not say who may read it`);
  return access;
}

/** Whether a field asks a service, which is what costs. */
export const asksService = (field: Field): boolean => optionsOf(field).asks === true;

const optionsOf = (field: Field): { access?: unknown; asks?: unknown } =>
  Object(Object(field.extensions)["pothosOptions"]);

function requireCustomer({ person }: GraphqlContext, changes: boolean) {
  if (!person) throw new Refused(401, "token-missing", "Sign in to go on.");
  if (changes && person.onlyToLook) throw refusedToLookers();
}
