import { Problem } from "#console/problem";
import { type DataFolder, takeLock } from "#installation/data-folder";
import { startDatabase } from "#installation/database";
import { endLeftovers, runningState } from "#installation/run-state";
import { readSecrets, type Secrets } from "#installation/secrets";

/** Works with the database of a data folder: that of the running `up`, or started for this alone. */
export async function withDatabase<T>(
  folder: DataFolder,
  work: (database: { adminUrl: string; secrets: Secrets; inUse: boolean }) => Promise<T>,
): Promise<T> {
  const secrets = readSecrets(folder);
  if (!secrets)
    throw new Problem(`there is no installation in ${folder.path}`, [
      "Make one: ./beacom up",
      "Or say where it is: --data DIR",
    ]);
  const state = runningState(folder);
  if (state) {
    const password = encodeURIComponent(secrets.postgresPassword);
    return work({
      adminUrl: `postgres://beacom:${password}@127.0.0.1:${state.ports.postgres}/beacom`,
      secrets,
      inUse: true,
    });
  }
  const lock = takeLock(folder);
  try {
    await endLeftovers(folder);
    const server = await startDatabase(folder, secrets, 0);
    try {
      return await work({ adminUrl: server.url, secrets, inUse: false });
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
  }
}
