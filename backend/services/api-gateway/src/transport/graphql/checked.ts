import { z } from "zod";
import { Refused } from "#transport/problems";

/** An input that breaks a rule of its schema: 400 `not-valid`, with each place that does. */
export class NotValid extends Refused {
  readonly errors: { path: string; message: string }[];
  constructor(errors: { path: string; message: string }[]) {
    super(400, "not-valid", errors.map(({ path, message }) => `${path}: ${message}`).join("; "));
    this.errors = errors;
  }
}

/** What an argument holds, by the schema that REST has for it. A null stands for nothing where the schema does not know null. Throws NotValid. */
export function checked<S extends z.ZodType>(schema: S, value: unknown, name: string): z.output<S> {
  const parsed = schema.safeParse(schema instanceof z.ZodObject ? withoutIdleNulls(schema, value) : value);
  if (parsed.success) return parsed.data;
  throw new NotValid(
    parsed.error.issues.map(({ path, message }) => ({ path: [name, ...path.map(String)].join("."), message })),
  );
}

function withoutIdleNulls(schema: z.ZodObject, value: unknown): unknown {
  const given = Object.entries(Object(value) as Record<string, unknown>);
  return Object.fromEntries(given.filter(([key, held]) => held !== null || accepts(schema.shape[key], null)));
}

const accepts = (schema: z.core.$ZodType | undefined, value: unknown) =>
  schema !== undefined && z.safeParse(schema, value).success;
