import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "#metrics";

export type OpsServer = { port: number; close(): Promise<void> };

/** For the supervisor and the metrics collector, not for customers: /healthz (the process lives), /readyz (it can do its work), /metrics. */
export async function serveOps(options: {
  bind: string;
  port: number;
  metrics: Metrics;
  notReady: () => Promise<Record<string, string>>;
}): Promise<OpsServer> {
  const pages: Readonly<Record<string, () => Promise<{ status: number; type: string; body: string }>>> = {
    "/healthz": async () => json(200, { alive: true }),
    "/readyz": async () => {
      const reasons = await options.notReady();
      const ready = Object.keys(reasons).length === 0;
      return json(ready ? 200 : 503, ready ? { ready } : { ready, reasons });
    },
    "/metrics": async () => ({ status: 200, type: "text/plain; version=0.0.4", body: await options.metrics.text() }),
  };
  const server = createServer((req, res) => {
    const page = pages[(req.url ?? "").split("?")[0]!] ?? (async () => json(404, { title: "no such page" }));
    void page()
      .catch(() => json(500, { title: "this page failed" }))
      .then(({ status, type, body }) => res.writeHead(status, { "content-type": type }).end(body));
  });
  await new Promise<void>((ready, failed) => server.once("error", failed).listen(options.port, options.bind, ready));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const json = (status: number, value: unknown) => ({ status, type: "application/json", body: JSON.stringify(value) });
