import { readFileSync } from "node:fs";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { SignJWT } from "jose";
import { certificateFiles } from "#installation/certificates";
import type { DataFolder } from "#installation/data-folder";
import type { Ports } from "#installation/ports";
import type { Secrets } from "#installation/secrets";

export const cliCertificate = "cli";

export type ServicePeers = {
  core<S extends DescService>(service: S): Client<S>;
  radius<S extends DescService>(service: S): Client<S>;
};

/** Calls the services of a running installation as one of their own: with its certificate and its key. */
export function connectTo(options: { folder: DataFolder; secrets: Secrets; ports: Ports }): ServicePeers {
  const files = certificateFiles(options.folder, cliCertificate);
  const tls = { ca: readFileSync(files.ca), cert: readFileSync(files.cert), key: readFileSync(files.key) };
  const key = Buffer.from(options.secrets.internalKey, "base64");
  const asService: Interceptor = (next) => async (request) => {
    if (!request.header.has("authorization")) request.header.set("authorization", `Bearer ${await serviceToken(key)}`);
    return next(request);
  };
  const transportTo = (port: number) =>
    createConnectTransport({
      baseUrl: `https://127.0.0.1:${port}`,
      httpVersion: "2",
      nodeOptions: tls,
      interceptors: [asService],
      defaultTimeoutMs: 10_000,
      // The command must be able to end: an idle connection is not worth keeping the process for.
      idleConnectionTimeoutMs: 100,
    });
  const core = transportTo(options.ports.coreRpc);
  const radius = transportTo(options.ports.radiusRpc);
  return { core: (service) => createClient(service, core), radius: (service) => createClient(service, radius) };
}

const serviceToken = (key: Uint8Array): Promise<string> =>
  new SignJWT({ kind: "service" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("cli")
    .setIssuer("beacom")
    .setAudience("beacom")
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(key);
