import { type Attribute, attributesOf, type Dictionary, fits } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import { z } from "zod";
import type { AccessProfile } from "#domain/policy/access-profile";
import { readBitsPerSecond } from "#domain/policy/rate";
import { readWindow } from "#domain/policy/weekly-window";

export type DefinitionRefusal = { readonly kind: "definition-not-valid"; readonly problems: readonly string[] };

const levels = z.enum(["full", "throttled", "walled-garden", "blocked"]);
const wholeSeconds = z.number().int().positive().max(0xffff_ffff);
const percent = z.number().int().min(1).max(10_000);

const bits = z.union([z.string(), z.number().int().nonnegative()]).transform((value, context) => {
  const read = readBitsPerSecond(String(value));
  if (read !== undefined) return read;
  context.addIssue({ code: "custom", message: "a rate is bits per second: 20M, 512k or 20000000" });
  return z.NEVER;
});

export const weeklyWindow = z.string().transform((text, context) => {
  const read = readWindow(text);
  if (read !== undefined) return read;
  context.addIssue({ code: "custom", message: 'hours are written "Mo-Fr 08:00-17:00" or "every day 23:00-06:00"' });
  return z.NEVER;
});

const source = z
  .union([z.strictObject({ pool: z.string().min(1) }), z.strictObject({ nasPool: z.string().min(1) })])
  .transform((value) =>
    "pool" in value ? { from: "pool" as const, pool: value.pool } : { from: "nas" as const, pool: value.nasPool },
  );

export const simultaneousUse = z.strictObject({
  most: z.number().int().min(1).max(1_000),
  whenReached: z.enum(["refuse", "disconnect-oldest"]).default("refuse"),
});

export const extraAttribute = z
  .strictObject({
    attribute: z.string().min(1),
    value: z.union([z.string(), z.number()]).transform(String),
    kind: z.string().optional(),
    level: levels.optional(),
  })
  .transform(({ attribute, value, kind, level }) => ({ attribute, value, kind, level }));

/** An access profile as operators write it. */
const definition = z.strictObject({
  title: z.string().max(200).default(""),
  rate: z.strictObject({ down: bits, up: bits }).optional(),
  burst: z.strictObject({ percent, thresholdPercent: percent, seconds: z.number().int().min(1).max(3_600) }).optional(),
  address: source.optional(),
  prefix: source.optional(),
  delegated: source.optional(),
  whenPoolIsEmpty: z.enum(["without", "refuse"]).default("without"),
  lists: z.partialRecord(levels, z.string().min(1).max(200)).default({}),
  sessionSeconds: wholeSeconds.optional(),
  idleSeconds: wholeSeconds.optional(),
  // RFC 2869 section 5.16: not below 60.
  interimSeconds: wholeSeconds.min(60).optional(),
  simultaneousUse: simultaneousUse.optional(),
  hours: z.array(weeklyWindow).max(50).default([]),
  speeds: z
    .array(z.strictObject({ hours: z.array(weeklyWindow).min(1).max(50), percent }))
    .max(20)
    .default([]),
  validSeconds: z.number().int().positive().optional(),
  attributes: z.array(extraAttribute).max(100).default([]),
});

/** Reads a profile's definition; attributes are checked against the dictionary, so that no login fails because of a misspelt name. */
export function readAccessProfile(
  name: string,
  json: unknown,
  dictionary: Dictionary,
): Result<AccessProfile, DefinitionRefusal> {
  const parsed = definition.safeParse(json);
  if (!parsed.success) return refuse({ kind: "definition-not-valid", problems: problemsOf(parsed.error) });
  const { rate, speeds, ...rest } = parsed.data;
  const problems = problemsWith(rest.attributes, dictionary, mostOctets.profile);
  if (problems.length > 0) return refuse({ kind: "definition-not-valid", problems });
  return ok({
    name,
    title: rest.title,
    rate: rate && { downBitsPerSecond: rate.down, upBitsPerSecond: rate.up },
    burst: rest.burst,
    address: rest.address,
    prefix: rest.prefix,
    delegated: rest.delegated,
    whenPoolIsEmpty: rest.whenPoolIsEmpty,
    lists: rest.lists,
    sessionSeconds: rest.sessionSeconds,
    idleSeconds: rest.idleSeconds,
    interimSeconds: rest.interimSeconds,
    simultaneousUse: rest.simultaneousUse,
    hours: rest.hours,
    speeds: speeds.map(({ hours, percent: ofRate }) => ({ windows: hours, percent: ofRate })),
    validSeconds: rest.validSeconds,
    attributes: rest.attributes,
  });
}

/** RADIUS carries 4,096 octets: a profile's attributes, a subscriber's own and Beacom's must fit together, whoever logs in where. */
export const mostOctets = { profile: 2_048, personal: 1_024 };

/** Why these attributes cannot be sent, if so. */
export function problemsWith(
  extras: readonly { attribute: string; value: string }[],
  dictionary: Dictionary,
  most: number,
): string[] {
  const { vendorFormats } = dictionary;
  const problems: string[] = [];
  const all: Attribute[] = [];
  for (const { attribute, value } of extras) {
    try {
      const written = attributesOf({ [attribute]: value }, dictionary);
      const fitting = fits(written, { vendorFormats });
      if (!fitting.ok) problems.push(`${attribute} takes at most ${fitting.error.most} octets`);
      else all.push(...written);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : `${attribute} cannot be ${value}`);
    }
  }
  const together = fits(all, { vendorFormats });
  if (!together.ok || together.value > most)
    problems.push(`these attributes are too long together: at most ${most} octets`);
  return problems;
}

/** A tagged one may be written with its tag: Tunnel-Type:1. */
export const isKnown = (attribute: string, dictionary: Dictionary): boolean =>
  dictionary.byName(attribute) !== undefined ||
  dictionary.byName(attribute.replace(/:\d+$/, ""))?.kind.startsWith("tagged-") === true;

export const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));
