import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, type Program, startProgram } from "./program.ts";

const program = findProgram("radsecproxy");
export const radsecproxyInstalled: boolean = program !== undefined;

/** What a side of TLS shows, and what the other side must be signed by. */
export type Identity = { certificatePem: string; privateKeyPem: string; authorityPem: string };

/** From a router's UDP to a server's RadSec, or the other way round. */
export async function startRadsecproxy(options: {
  identity: Identity;
  from: { transport: "udp"; port: number; secret: string } | { transport: "radsec"; port: number };
  /** `name`: what a certificate must say. */
  to:
    | { transport: "udp"; authPort: number; acctPort: number; secret: string }
    | { transport: "radsec"; port: number; name: string };
}): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), "beacom-radsecproxy-"));
  const { certificatePem, privateKeyPem, authorityPem } = options.identity;
  const files = {
    "own.pem": certificatePem,
    "own.key": privateKeyPem,
    "authority.pem": authorityPem,
    "radsecproxy.conf": configOf(folder, options),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const proxy = startProgram(program!, ["-f", "-d", "2", "-c", join(folder, "radsecproxy.conf")]);
  try {
    await proxy.says("listening for");
  } catch (error) {
    await proxy.stop();
    throw error;
  }
  return {
    ...proxy,
    async stop(signal) {
      await proxy.stop(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configOf = (folder: string, { from, to }: Parameters<typeof startRadsecproxy>[0]): string => `
${from.transport === "udp" ? `ListenUDP 127.0.0.1:${from.port}` : `ListenTLS 127.0.0.1:${from.port}`}
tls default {
  CertificateFile ${folder}/own.pem
  CertificateKeyFile ${folder}/own.key
  CACertificateFile ${folder}/authority.pem
}
client near {
  host 127.0.0.1
  type ${from.transport === "udp" ? `udp\n  secret ${from.secret}` : "tls\n  CertificateNameCheck off"}
}
${to.transport === "udp" ? udpServers(to) : tlsServer(to)}
`;

const udpServers = ({ authPort, acctPort, secret }: { authPort: number; acctPort: number; secret: string }): string =>
  `${server("auth", `port ${authPort}\n  type udp\n  secret ${secret}`)}
${server("acct", `port ${acctPort}\n  type udp\n  secret ${secret}`)}
realm * {
  server auth
  accountingServer acct
}`;

const tlsServer = ({ port, name }: { port: number; name: string }): string =>
  `${server(
    "far",
    `port ${port}
  type tls
  StatusServer on
  CertificateNameCheck off
  MatchCertificateAttribute SubjectAltName:DNS:/^${name.replaceAll(".", "\\.")}$/`,
  )}
realm * {
  server far
  accountingServer far
}`;

const server = (name: string, lines: string): string => `server ${name} {
  host 127.0.0.1
  ${lines}
}`;
