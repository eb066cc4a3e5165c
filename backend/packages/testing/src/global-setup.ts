import { createServer } from "node:http";
import { type Cluster, forgetfulCluster } from "#cluster";

/** Vitest's global setup: one cluster for all workers of a run, started by the first test that asks for a database. */
export default async function setup(): Promise<() => Promise<void>> {
  let cluster: Promise<Cluster> | undefined;
  const server = createServer((_request, response) => {
    cluster ??= forgetfulCluster();
    cluster.then(
      ({ adminUrl }) => response.end(adminUrl),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the test cluster has no address");
  process.env["BEACOM_TEST_CLUSTER"] = `http://127.0.0.1:${address.port}`;
  return async () => {
    server.close();
    server.closeAllConnections();
    await (await cluster?.catch(() => undefined))?.stop();
  };
}
