import { createHash, createPrivateKey, randomBytes } from "node:crypto";
import { explicit, implicit, bmpString, integer, objectIdentifier, octetString, sequence, setOf } from "#der/write";
import { Pkcs } from "#object-identifiers";
import { pemBlocks } from "#pem";
import { type Cipher, legacyCipher, modernCipher } from "#pkcs12/cipher";
import { passwordMac } from "#pkcs12/mac";

/**
 * RFC 7292: a key, its certificate and its authority in one file that a phone or a computer imports. AES-256-CBC by
 * PBES2, and HMAC-SHA256, which Android 14, Windows 10 (1709), Windows Server 2019, macOS 13 and later open; with
 * `legacy`, triple DES and HMAC-SHA1 for those before. The passphrase is printable ASCII, since systems differ in how
 * they write any other; another throws.
 */
export async function pkcs12(file: {
  certificatePem: string;
  privateKeyPem: string;
  authorityPem: string;
  passphrase: string;
  friendlyName: string;
  legacy?: boolean;
}): Promise<Uint8Array> {
  const { passphrase, legacy = false } = file;
  if (!/^[ -~]+$/.test(passphrase)) throw new RangeError("a passphrase of printable ASCII, and at least one character");
  const cipher = legacy ? legacyCipher(passphrase) : modernCipher(passphrase);
  const certificate = onlyCertificate(file.certificatePem);
  // The key and its certificate find each other by this; the authority has none.
  const attributes = setOf(
    attribute(Pkcs.friendlyName, bmpString(file.friendlyName)),
    attribute(Pkcs.localKeyId, octetString(createHash("sha1").update(certificate).digest())),
  );
  const certificates = sequence(
    certificateBag(certificate, attributes),
    ...pemBlocks(file.authorityPem, "CERTIFICATE").map((authority) => certificateBag(authority)),
  );
  const key = createPrivateKey(file.privateKeyPem).export({ type: "pkcs8", format: "der" });
  const content = sequence(
    await encryptedContent(certificates, cipher),
    dataContent(sequence(bag(Pkcs.shroudedKeyBag, await shrouded(key, cipher), attributes))),
  );
  const mac = passwordMac(content, { passphrase, hash: legacy ? "sha1" : "sha256", salt: randomBytes(8) });
  return sequence(integer(3), dataContent(content), mac);
}

function onlyCertificate(pem: string): Uint8Array {
  const [certificate] = pemBlocks(pem, "CERTIFICATE");
  if (!certificate) throw new Error("no certificate to put into the file");
  return certificate;
}

const attribute = (id: string, value: Uint8Array): Uint8Array => sequence(objectIdentifier(id), setOf(value));

const bag = (id: string, value: Uint8Array, ...attributes: Uint8Array[]): Uint8Array =>
  sequence(objectIdentifier(id), explicit(0, value), ...attributes);

const certificateBag = (der: Uint8Array, ...attributes: Uint8Array[]): Uint8Array =>
  bag(
    Pkcs.certificateBag,
    sequence(objectIdentifier(Pkcs.x509Certificate), explicit(0, octetString(der))),
    ...attributes,
  );

const dataContent = (content: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(Pkcs.data), explicit(0, octetString(content)));

async function shrouded(key: Uint8Array, cipher: Cipher): Promise<Uint8Array> {
  const { algorithm, encrypted } = await cipher(key);
  return sequence(algorithm, octetString(encrypted));
}

/** RFC 5652 section 8. */
async function encryptedContent(content: Uint8Array, cipher: Cipher): Promise<Uint8Array> {
  const { algorithm, encrypted } = await cipher(content);
  const info = sequence(objectIdentifier(Pkcs.data), algorithm, implicit(0, encrypted));
  return sequence(objectIdentifier(Pkcs.encryptedData), explicit(0, sequence(integer(0), info)));
}
