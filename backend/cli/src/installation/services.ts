import { catalogue, serviceDatabases as databasesOfCatalogue } from "@beacom/main";
import type { ServiceDatabase } from "@beacom/postgres";

/** radius-server has a process of its own, so that no report or invoice run can delay an answer; all others share one. */
export const radiusProcess = "radius-server";
export const coreProcess = "core";

export const coreServices = Object.keys(catalogue).filter((name) => name !== radiusProcess);

/** The variables with the addresses of their databases that a set of services reads. */
export const databaseVariables = async (wanted: (service: string) => boolean) =>
  (await databasesOfCatalogue())
    .filter(({ service }) => wanted(service))
    .map(({ env, database }) => ({ variable: env, schema: database.schema }));

export const serviceDatabases = async (): Promise<readonly ServiceDatabase[]> =>
  (await databasesOfCatalogue()).map(({ database }) => database);
