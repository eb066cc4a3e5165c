import { z } from "zod";

const Table = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.number().int(),
  /** Of the rows in COPY's text form, as they are in the file. */
  sha256: z.string(),
  file: z.string(),
  /** Partitions are made by the services as time goes on: they must be there before rows are put back. */
  partitions: z.array(z.object({ name: z.string(), bound: z.string() })),
});
const Sequence = z.object({ schema: z.string(), name: z.string(), last: z.string(), called: z.boolean() });

export const Manifest = z.object({
  format: z.literal("beacom-backup"),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  postgres: z.string(),
  schemas: z.array(z.object({ name: z.string(), migrations: z.array(z.string()) })),
  tables: z.array(Table),
  sequences: z.array(Sequence),
  secrets: z.object({ file: z.string(), encrypted: z.boolean(), sha256: z.string() }),
});
export type Manifest = z.infer<typeof Manifest>;
export type BackedUpTable = z.infer<typeof Table>;
export type BackedUpSequence = z.infer<typeof Sequence>;
