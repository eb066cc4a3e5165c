import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "./program.ts";

/** A key and a signing request for it, as a device makes them. */
export async function signingRequestByOpenssl(commonName: string): Promise<{ csrPem: string; privateKeyPem: string }> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-csr-"));
  try {
    const [key, csr] = [join(folder, "device.key"), join(folder, "device.csr")];
    const newKey = ["-newkey", "rsa:2048", "-nodes", "-keyout", key];
    mustRun("openssl", ["req", "-new", ...newKey, "-subj", `/CN=${commonName}`, "-out", csr]);
    return { csrPem: await readFile(csr, "utf8"), privateKeyPem: await readFile(key, "utf8") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
