import { type GraphQLSchema, isObjectType, printSchema } from "graphql";
import { accountFields, accountMutations } from "#transport/graphql/fields/account";
import { catalogueFields } from "#transport/graphql/fields/catalogue";
import { paymentFields, paymentMutations } from "#transport/graphql/fields/payments";
import { postpaidFields, postpaidMutations } from "#transport/graphql/fields/postpaid";
import { securityFields, securityMutations } from "#transport/graphql/fields/security";
import { sharingFields, sharingMutations, transferMutations } from "#transport/graphql/fields/sharing";
import { accessOf, guardFields } from "#transport/graphql/field-access";
import { meType } from "#transport/graphql/me";
import type { FieldAccess } from "#transport/graphql/schema-builder";
import { shapes } from "#transport/graphql/shapes";

/** The whole schema. Throws when a field does not say who may read it. */
export function graphqlSchema(): GraphQLSchema {
  const types = shapes();
  const me = meType(types.builder);
  for (const part of [catalogueFields, accountFields, sharingFields, postpaidFields, paymentFields, securityFields])
    part(types, me);
  for (const part of [
    accountMutations,
    paymentMutations,
    transferMutations,
    sharingMutations,
    postpaidMutations,
    securityMutations,
  ])
    part(types);
  return guardFields(types.builder.toSchema());
}

/** As it is written for clients. */
export const graphqlSchemaText = (): string => `${printSchema(graphqlSchema())}\n`;

/** Every field with who may read it, by type and name. */
export function graphqlAccess(): { type: string; field: string; access: FieldAccess }[] {
  return Object.values(graphqlSchema().getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith("__"))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({
        type: type.name,
        field: field.name,
        access: accessOf(type, field),
      })),
    );
}
