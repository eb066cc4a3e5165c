import type { ImportedSubscriber } from "#import/imported";
import { type BillingRow, type PersonRow, personOf } from "#import/import-person";
import type { Item, NotUnderstood } from "#items/item";
import { readChecks } from "#items/read-checks";
import { readReplies } from "#items/read-replies";
import { optional } from "#values/optional";

export type Membership = { readonly name: string; readonly priority: number };

export type SubscriberRows = {
  readonly username: string;
  readonly checks: readonly Item[];
  readonly replies: readonly Item[];
  readonly memberships: readonly Membership[];
  readonly person?: PersonRow | undefined;
  readonly billing?: BillingRow | undefined;
  readonly hotspot?: string | undefined;
};

/** What a group does to whoever is asked for by it, as far as it concerns whether a login is let in. */
export type GroupEffect = {
  readonly rejects: boolean;
  /** Its checks compare with the request, so that it may be passed over. */
  readonly conditional: boolean;
  readonly fallsThrough: boolean;
};

/** All rows of one username, in the order of their tables, into one subscriber. */
export function importSubscriber(
  rows: SubscriberRows,
  groupEffect: (group: string) => GroupEffect,
  zone: string,
): ImportedSubscriber {
  const { username } = rows;
  const { conditions, notUnderstood } = readChecks("radcheck", rows.checks, zone);
  const replies = readReplies("radreply", rows.replies);
  const groups = replies.fallThrough === false ? [] : rows.memberships.toSorted((a, b) => a.priority - b.priority);
  const { pool = conditions.pool, ...service } = replies.service;
  return {
    username,
    ...conditions,
    disabled: conditions.disabled || rejectedByGroup(groups, groupEffect),
    ...service,
    ...optional("pool", pool),
    groups,
    ...optional("person", personOf(rows.person, rows.billing)),
    ...optional("plan", rows.billing?.planName?.trim() || undefined),
    ...optional("hotspot", rows.hotspot),
    notUnderstood: [...aboutName(username), ...notUnderstood, ...replies.notUnderstood],
  };
}

/**
 * Does FreeRADIUS come to a group that rejects? It asks them in turn up to the first that counts. Groups of one priority come
 * in no certain order, and daloRADIUS disables a user by adding one of the same priority: it is taken to come first.
 */
function rejectedByGroup(groups: readonly Membership[], effect: (group: string) => GroupEffect): boolean {
  for (const { priority } of groups) {
    const together = groups.filter((group) => group.priority === priority).map(({ name }) => effect(name));
    if (together.some(({ rejects, conditional }) => rejects && !conditional)) return true;
    if (together.some(({ conditional, fallsThrough }) => !conditional && !fallsThrough)) return false;
  }
  return false;
}

function aboutName(username: string): NotUnderstood[] {
  const row = { table: "radcheck", attribute: "User-Name", op: "==", value: username };
  if (username === "") return [{ ...row, why: "Rows without a username belong to nobody." }];
  if (username === "DEFAULT")
    return [{ ...row, why: "FreeRADIUS may use this for everybody without rows of their own." }];
  if (username.includes("\ufffd")) return [{ ...row, why: "The database gave octets for the name that are no text." }];
  return [];
}
