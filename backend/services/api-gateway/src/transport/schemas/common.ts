import { z } from "zod";

export const Money = z
  .object({
    minorUnits: z.int().meta({ description: "Cents, or whatever the currency's smallest unit is" }),
    currency: z.string().length(3).meta({ description: "ISO 4217" }),
  })
  .meta({ id: "Money" });

/** RFC 9457. `code` is stable and for programs; `detail` is for people; `facts` are what the code's sentence has to say. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    traceId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), Money]))
      .optional()
      .meta({ description: "retryAt, octetsLeft, available, …: by the code" }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

export const AmountToMove = Money.extend({
  minorUnits: z
    .int()
    .positive("The amount must be more than zero")
    .meta({ description: "Cents, or whatever the currency's smallest unit is" }),
}).meta({ id: "AmountToMove" });

export const Rate = z
  .object({ downBitsPerSecond: z.int().nonnegative(), upBitsPerSecond: z.int().nonnegative() })
  .meta({ id: "Rate" });

export const Octets = z.int().nonnegative().meta({ description: "Octets (bytes)" });
export const Instant = z.iso.datetime().meta({ description: "UTC" });
export const Day = z.iso.date().meta({ description: "In the operator's zone" });
/**
 * What a person types on one line: blanks at its ends do not count, and neither control characters nor those that turn the direction of reading
 * are in it, with which a name or a log shows something else than it holds.
 */
export const Line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, "holds control characters");
/** Numbers that are copied from a list of contacts bring marks of direction; identity makes one form of whatever stands for a number. */
export const Phone = z
  .string()
  .trim()
  .min(5)
  .max(40)
  .regex(/^\P{Cc}*$/u, "holds control characters")
  .meta({ description: "In any usual notation" });
/** Ids that go into an address of ours or of a service. */
export const Id = z
  .string()
  .max(100)
  .regex(/^[\w:.-]+$/);

/** Words of a request that end up in a database, which refuses the character U+0000: to be told to the client, not to fail on. */
export const Text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^\P{Cc}*$/u, "holds control characters");

export const PageQuery = z.object({
  cursor: Text(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const IdempotencyKey = z
  .string()
  .min(8)
  .max(200)
  .regex(/^[\x21-\x7e]+$/)
  .meta({ description: "Made by the client, once per intention: the same key never acts twice" });

export const IdempotencyHeaders = z.object({ "idempotency-key": IdempotencyKey });
export const IdempotencyHeadersIfAny = z.object({ "idempotency-key": IdempotencyKey.optional() });
