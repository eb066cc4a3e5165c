import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Certified = { cert: string; key: string };

/** An authority made by openssl, and what it signed for 127.0.0.1; `stranger` signed itself. PEM texts, good for two days. */
export function certificatesOfTest(): { ca: string; server: Certified; client: Certified; stranger: Certified } {
  const folder = mkdtempSync(join(tmpdir(), "beacom-nas-"));
  const file = (name: string) => join(folder, name);
  const make = (name: string, issuer?: string): Certified => {
    const signed = issuer === undefined ? [] : ["-CA", file(`${issuer}.pem`), "-CAkey", file(`${issuer}.key`)];
    const subject = ["-subj", `/CN=${name}.test`, "-addext", `subjectAltName=IP:127.0.0.1,DNS:${name}.test`];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file(`${name}.key`)];
    execFileSync(
      "openssl",
      ["req", "-x509", ...key, "-days", "2", ...subject, ...signed, "-out", file(`${name}.pem`)],
      {
        stdio: "pipe",
      },
    );
    return { cert: readFileSync(file(`${name}.pem`), "utf8"), key: readFileSync(file(`${name}.key`), "utf8") };
  };
  const ca = make("authority").cert;
  const made = {
    ca,
    server: make("server", "authority"),
    client: make("client", "authority"),
    stranger: make("stranger"),
  };
  rmSync(folder, { recursive: true });
  return made;
}
