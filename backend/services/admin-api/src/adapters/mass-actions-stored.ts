import { isCurrency } from "@beacom/money";
import { isLocalDate } from "@beacom/time";
import { z } from "zod";
import type { Act } from "#application/act";
import type { MassAction, Phase } from "#domain/mass-actions";
import type { CustomerFilter } from "#domain/mass-actions-filter";
import type { MassTerms } from "#domain/mass-actions-terms";

const cents = z.string().transform(BigInt);
const instant = z.iso.datetime().transform((text) => new Date(text));
const words = z.string().optional();

const StoredTerms = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("suspend"), restriction: z.enum(["walled-garden", "suspended"]) }),
  z.object({ kind: z.literal("restore") }),
  z.object({ kind: z.literal("disconnect") }),
  z.object({
    kind: z.literal("notify"),
    isMarketing: z.boolean().default(false),
    words: z.object({ en: z.string(), zu: words, xh: words, af: words, st: words }),
  }),
  z.object({
    kind: z.literal("move-plan"),
    fromPlanId: z.string(),
    toPlanId: z.string(),
    when: z.union([z.literal("next-cycle"), z.string().refine(isLocalDate)]),
  }),
  z.object({
    kind: z.literal("credit"),
    amountCents: cents,
    currency: z.string().refine(isCurrency),
    reasonCode: z.string(),
  }),
]);

const tally = z.object({ customers: z.number(), leftOut: z.number(), costCents: cents, stakeCents: cents });
const begun = { tally, startedBy: z.string(), approvedBy: z.string().nullable() };
const ended = { by: z.string(), at: instant };
const StoredPhase = z.discriminatedUnion("state", [
  z.object({ state: z.literal("preparing") }),
  z.object({ state: z.literal("ready"), tally, expiresAt: instant }),
  z.object({ state: z.literal("awaiting-approval"), tally, startedBy: z.string(), expiresAt: instant }),
  z.object({ state: z.literal("running"), ...begun }),
  z.object({ state: z.literal("paused"), ...begun, pausedBy: z.string() }),
  z.object({ state: z.literal("finished"), ...begun, finishedAt: instant }),
  z.object({ state: z.literal("cancelled"), ...ended }),
  z.object({ state: z.literal("declined"), ...ended }),
  z.object({ state: z.literal("lapsed"), at: instant }),
]);

const StoredFilter = z.object({
  planId: z.string().nullable(),
  serviceLevel: z.enum(["full", "throttled", "walled-garden", "blocked"]).nullable(),
  isRestricted: z.boolean().nullable(),
  availableAtLeastCents: cents.nullable(),
  availableAtMostCents: cents.nullable(),
  nasName: z.string().nullable(),
  seenSince: instant.nullable(),
  notSeenSince: instant.nullable(),
});
const StoredAct = z.object({
  who: z.object({ kind: z.enum(["staff", "service", "customer"]), id: z.string(), role: z.string() }),
  from: z.object({ address: z.string(), userAgent: z.string() }),
});

type StoredJson = null | string | number | boolean | StoredJson[] | { [name: string]: StoredJson };

/** Money as text and instants in ISO 8601: JSON has neither. */
export const stored = (value: MassTerms | Phase | CustomerFilter | Act): { [name: string]: StoredJson } =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part))) as {
    [name: string]: StoredJson;
  };
export const filterOf = (json: unknown): CustomerFilter => StoredFilter.parse(json);
export const actOf = (json: unknown): Act => StoredAct.parse(json);

export type ActionRow = {
  action_id: string;
  terms: unknown;
  reason: string;
  asked_by: string;
  asked_at: Date;
  phase: unknown;
};
export const actionOf = (row: ActionRow): MassAction => ({
  actionId: row.action_id,
  terms: StoredTerms.parse(row.terms) as MassTerms,
  reason: row.reason,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  phase: StoredPhase.parse(row.phase),
});
