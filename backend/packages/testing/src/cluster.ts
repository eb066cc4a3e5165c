import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@beacom/postgres-server";

export type Cluster = { adminUrl: string; stop(): Promise<void> };

/** A cluster that forgets everything in a crash, which makes it fast; its folder is removed when it stops. */
export async function forgetfulCluster(): Promise<Cluster> {
  const folder = await clusterFolder();
  const server = await startPostgres({
    folder,
    port: 0,
    password: "test",
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  return {
    adminUrl: server.url,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The server's user must be able to enter it. */
export async function clusterFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-test-"));
  await chmod(folder, 0o711);
  return folder;
}
