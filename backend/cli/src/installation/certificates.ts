// @peculiar/x509 resolves its parts through decorators' metadata, which must be there first.
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { type DataFolder, writeWhole } from "#installation/data-folder";

export type CertificateFiles = { ca: string; cert: string; key: string };

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
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
  cryptoProvider.set(webcrypto);
  const authority = await openAuthority(folder, now);
  for (const name of names) {
    const files = certificateFiles(folder, name);
    if (!authority.isNew && existsSync(files.key) && daysLeft(files.cert, now) > renewDaysBefore) continue;
    await issue(name, files, authority, now);
  }
}

/** Negative when it has run out; -Infinity when there is none that can be read. */
export function daysLeft(certificateFile: string, now: Date): number {
  try {
    const { notAfter } = new X509Certificate(readFileSync(certificateFile, "utf8"));
    return (notAfter.getTime() - now.getTime()) / dayMs;
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

type Authority = { certificate: X509Certificate; key: webcrypto.CryptoKey; isNew: boolean };

async function openAuthority(folder: DataFolder, now: Date): Promise<Authority> {
  const files = { cert: join(folder.tls, "ca.pem"), key: join(folder.tls, "ca.key") };
  if (existsSync(files.key) && daysLeft(files.cert, now) > certificateDays) {
    const key = await readKey(files.key);
    return { certificate: new X509Certificate(readFileSync(files.cert, "utf8")), key, isNew: false };
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=Beacom installation",
    ...validity(now, authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  await writeKey(files.key, keys.privateKey);
  writeWhole(files.cert, certificate.toString("pem"));
  return { certificate, key: keys.privateKey, isNew: true };
}

async function issue(name: string, files: CertificateFiles, authority: Authority, now: Date): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${name}`,
    issuer: authority.certificate.subject,
    ...validity(now, certificateDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: "dns", value: name },
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  await writeKey(files.key, keys.privateKey);
  writeWhole(files.cert, certificate.toString("pem"));
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  const octets = randomBytes(16);
  octets[0] = (octets[0]! & 0x7f) | 0x40;
  return octets.toString("hex");
}

/** From an hour ago, for clocks that differ a little. */
const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - 3_600_000),
  notAfter: new Date(now.getTime() + days * dayMs),
});

async function writeKey(path: string, key: webcrypto.CryptoKey): Promise<void> {
  writeWhole(path, PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY"));
}

async function readKey(path: string): Promise<webcrypto.CryptoKey> {
  const [der] = PemConverter.decode(readFileSync(path, "utf8"));
  return webcrypto.subtle.importKey("pkcs8", der!, algorithm, true, ["sign"]);
}
