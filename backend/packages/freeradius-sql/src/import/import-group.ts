import { isPasswordAttribute } from "@beacom/password-hash";
import type { GroupEffect } from "#import/import-subscriber";
import type { ImportedGroup } from "#import/imported";
import { type Item, isComparison, type NotUnderstood, noteOf, operatorOf } from "#items/item";
import { readChecks } from "#items/read-checks";
import { readReplies } from "#items/read-replies";
import { optional } from "#values/optional";

const checkTable = "radgroupcheck";

export type GroupRows = { readonly name: string; readonly checks: readonly Item[]; readonly replies: readonly Item[] };

export function importGroup({ name, checks, replies }: GroupRows, zone: string): ImportedGroup {
  const shared = checks.filter(({ attribute }) => isPasswordAttribute(attribute.trim()));
  const read = readChecks(
    checkTable,
    checks.filter((item) => !shared.includes(item)),
    zone,
  );
  const { password: _, pool: checkedPool, ...conditions } = read.conditions;
  const { service, fallThrough = false, overrides, notUnderstood } = readReplies("radgroupreply", replies);
  const { pool = checkedPool, ...restOfService } = service;
  return {
    name,
    ...conditions,
    ...restOfService,
    ...optional("pool", pool),
    fallThrough,
    overrides,
    notUnderstood: [...shared.map(sharedPassword), ...read.notUnderstood, ...notUnderstood],
  };
}

const sharedPassword = (item: Item): NotUnderstood =>
  noteOf(checkTable, item, "One password for all members of a group is not kept here; give each its own.");

/** What a group's rows mean for whether a login is let in. */
export function groupEffectOf(checks: readonly Item[], replies: readonly Item[], zone: string): GroupEffect {
  return {
    rejects: readChecks(checkTable, checks, zone).conditions.disabled,
    conditional: checks.some(({ attribute, op }) => comparesRequest(attribute, operatorOf(op))),
    fallsThrough: readReplies("radgroupreply", replies).fallThrough === true,
  };
}

/** Auth-Type and Expiration are asked of the server and not of the request; the first with "=" sets, the second compares with now. */
const comparesRequest = (attribute: string, op: string): boolean =>
  isComparison(op) && !/^(auth-type|expiration)$/i.test(attribute);
