import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Certified = { cert: string; key: string };

/** By openssl: an authority, a router's certificate for 127.0.0.1 and tower.test that it signed, and one that a router made itself. */
export function certificatesOfTest(): { ca: string; router: Certified; selfMade: Certified } {
  const folder = mkdtempSync(join(tmpdir(), "beacom-routeros-"));
  const file = (name: string) => join(folder, name);
  const make = (name: string, alternative: string, issuer?: string): Certified => {
    const out = ["-nodes", "-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"];
    const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${alternative}`];
    const signer = issuer === undefined ? [] : ["-CA", file(`${issuer}.pem`), "-CAkey", file(`${issuer}.key`)];
    execFileSync("openssl", ["req", "-x509", ...kind, ...names, ...signer, ...out], { stdio: "pipe" });
    return { cert: readFileSync(file(`${name}.pem`), "utf8"), key: readFileSync(file(`${name}.key`), "utf8") };
  };
  const ca = make("authority", "DNS:authority.test").cert;
  const router = make("router", "IP:127.0.0.1,DNS:tower.test", "authority");
  const selfMade = make("self-made", "DNS:mikrotik");
  rmSync(folder, { recursive: true });
  return { ca, router, selfMade };
}
