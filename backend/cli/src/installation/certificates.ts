import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Authority, createAuthority, issueCertificate, readCertificate } from "@beacom/certificates";
import { valueOf } from "@beacom/result";
import { type DataFolder, writeWhole } from "#installation/data-folder";

export type CertificateFiles = { ca: string; cert: string; key: string };

const dayMs = 86_400_000;
const authorityDays = 3_650;
const certificateDays = 397;
const renewDaysBefore = 60;

export function certificateFiles(folder: DataFolder, name: string): CertificateFiles {
  return {
    ca: join(folder.tls, "ca.pem"),
    cert: join(folder.tls, `${name}.pem`),
    key: join(folder.tls, `${name}.key`),
  };
}

/** A certificate authority of this installation alone, and from it a certificate for each process. What runs out soon is made anew. */
export async function prepareCertificates(folder: DataFolder, names: readonly string[], now: Date): Promise<void> {
  const authority = await openAuthority(folder, now);
  for (const name of names) {
    const files = certificateFiles(folder, name);
    if (!authority.isNew && existsSync(files.key) && daysLeft(files.cert, now) > renewDaysBefore) continue;
    const issued = await issueCertificate({
      authority,
      profile: "peer",
      commonName: name,
      dnsNames: [name, "localhost"],
      ipAddresses: ["127.0.0.1"],
      days: certificateDays,
      now,
    });
    const { certificatePem, privateKeyPem } = valueOf(issued);
    writeWhole(files.key, privateKeyPem!);
    writeWhole(files.cert, certificatePem);
  }
}

/** Negative when it has run out; -Infinity when there is none that can be read. */
export function daysLeft(certificateFile: string, now: Date): number {
  try {
    const { notAfter } = valueOf(readCertificate(readFileSync(certificateFile)));
    return (notAfter.getTime() - now.getTime()) / dayMs;
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

async function openAuthority(folder: DataFolder, now: Date): Promise<Authority & { isNew: boolean }> {
  const files = { cert: join(folder.tls, "ca.pem"), key: join(folder.tls, "ca.key") };
  if (existsSync(files.key) && daysLeft(files.cert, now) > certificateDays) {
    return {
      certificatePem: readFileSync(files.cert, "utf8"),
      privateKeyPem: readFileSync(files.key, "utf8"),
      isNew: false,
    };
  }
  const authority = await createAuthority({ commonName: "Beacom installation", days: authorityDays, now });
  writeWhole(files.key, authority.privateKeyPem);
  writeWhole(files.cert, authority.certificatePem);
  return { ...authority, isNew: true };
}
