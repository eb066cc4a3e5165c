import type { ServiceDatabase } from "@beacom/runtime";
import { catalogue } from "#catalogue";

/** The database of each service that keeps data: what to migrate, and the variable its address is given in. */
export async function serviceDatabases(): Promise<
  readonly { service: string; env: string; database: ServiceDatabase }[]
> {
  const found = await Promise.all(
    Object.entries(catalogue).map(async ([service, { databaseUrlFrom, load }]) => {
      if (databaseUrlFrom === undefined) return [];
      const { database } = await load();
      return database ? [{ service, env: databaseUrlFrom, database }] : [];
    }),
  );
  return found.flat();
}
