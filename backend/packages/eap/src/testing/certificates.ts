import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Certificate = { certificate: string; privateKey: string; certificateFile: string; privateKeyFile: string };

export type Pki = {
  root: Certificate;
  /** "radius.test", signed by the root. */
  server: Certificate;
  /** "thandi", signed by an intermediate that comes with it. */
  client: Certificate;
  /** "thandi" too, but signed by nobody else. */
  stranger: Certificate;
  directory: string;
  remove(): void;
};

const key = { ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], rsa: ["-newkey", "rsa:2048"] };

/** Made by openssl in a folder of its own: a root, a server, a client behind an intermediate, and a stranger. */
export function makePki(kind: "ec" | "rsa"): Pki {
  const directory = mkdtempSync(join(tmpdir(), "beacom-eap-pki-"));
  const file = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  const read = (name: string): Certificate => ({
    certificate: readFileSync(file(`${name}.pem`), "utf8"),
    privateKey: readFileSync(file(`${name}.key`), "utf8"),
    certificateFile: file(`${name}.pem`),
    privateKeyFile: file(`${name}.key`),
  });

  function make(name: string, subject: string, extensions: string[], issuer?: string): Certificate {
    const signer = issuer === undefined ? [] : ["-CA", file(`${issuer}.pem`), "-CAkey", file(`${issuer}.key`)];
    const added = extensions.flatMap((extension) => ["-addext", extension]);
    const out = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
    openssl("req", "-x509", ...key[kind], "-nodes", "-days", "2", "-subj", subject, ...added, ...signer, ...out);
    return read(name);
  }

  const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];
  const leaf = (usage: string) => ["basicConstraints=critical,CA:FALSE", `extendedKeyUsage=${usage}`];
  const root = make("root", "/CN=Beacom test root", authority);
  const server = make("server", "/CN=radius.test", [...leaf("serverAuth"), "subjectAltName=DNS:radius.test"], "root");
  const intermediate = make("intermediate", "/CN=Beacom test intermediate", authority, "root");
  const alone = make("client", "/CN=thandi", leaf("clientAuth"), "intermediate");
  writeFileSync(alone.certificateFile, alone.certificate + intermediate.certificate);
  return {
    root,
    server,
    client: read("client"),
    stranger: make("stranger", "/CN=thandi", leaf("clientAuth")),
    directory,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
