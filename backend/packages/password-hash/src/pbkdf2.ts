import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import { mostRounds } from "#cost";
import { base64Octets, base64Text } from "#digest-text";
import { digestLength, type PasswordRefusal, type StoredPassword } from "#stored-password";

type Pbkdf2 = Extract<StoredPassword, { scheme: "pbkdf2" }>;
type Algorithm = Pbkdf2["algorithm"];

const scheme = "pbkdf2";
const malformed: Result<Pbkdf2, PasswordRefusal> = refuse({ kind: "malformed", scheme });

/**
 * The four ways in which FreeRADIUS finds a PBKDF2 (RFC 8018 section 5.2) written down:
 *
 *     HMACSHA2+256:AAAnEA:SALT:HASH             of Perl's Crypt::PBKDF2 for LDAP, after {X-PBKDF2} or bare; rounds are four octets
 *     $PBKDF2$HMACSHA2+256:10000:SALT$HASH      of the same for crypt
 *     {PBKDF2-SHA256}10000$SALT$HASH            of 389 Directory Server
 *     $pbkdf2-sha256$10000$SALT$HASH            of Python's passlib, which leaves "-sha1" out
 */
export function readPbkdf2(text: string): Result<Pbkdf2, PasswordRefusal> {
  const ldap = /^(?:\{x-pbkdf2\})?(hmacsha[\d+]+):([^:]*):([^:]*):([^:]*)$/i.exec(text);
  if (ldap) return pbkdf2Of(perlNames, ldap[1], fourOctets(ldap[2] ?? ""), ldap[3], ldap[4]);
  const crypt = /^\$pbkdf2\$(hmacsha[\d+]+):(\d{1,10}):([^$]*)\$([^$]*)$/i.exec(text);
  if (crypt) return pbkdf2Of(perlNames, crypt[1], Number(crypt[2]), crypt[3], crypt[4]);
  const directory = /^\{pbkdf2-(sha\d+)\}(\d{1,10})\$([^$]*)\$([^$]*)$/i.exec(text);
  if (directory) return pbkdf2Of(plainNames, directory[1], Number(directory[2]), directory[3], directory[4]);
  const passlib = /^\$pbkdf2(?:-(sha\d+))?\$(\d{1,10})\$([^$]*)\$([^$]*)$/.exec(text);
  if (passlib) return pbkdf2Of(plainNames, passlib[1] ?? "sha1", Number(passlib[2]), passlib[3], passlib[4]);
  return malformed;
}

/** The first of the four forms, without its header. */
export function pbkdf2Text({ algorithm, rounds, salt, hash }: Pbkdf2): string {
  const name = Object.entries(perlNames)
    .find(([, candidate]) => candidate === algorithm)?.[0]
    ?.toUpperCase();
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, rounds);
  return `${name}:${base64Text(octets).replaceAll("=", "")}:${base64Text(salt)}:${base64Text(hash)}`;
}

/** What the password comes to, worked out on a thread of the pool. */
export const pbkdf2Hash = ({ algorithm, rounds, salt, hash }: Pbkdf2, password: Uint8Array): Promise<Uint8Array> =>
  derive(password, salt, rounds, hash.length, algorithm);

const derive = promisify(pbkdf2);

const perlNames: Readonly<Record<string, Algorithm>> = {
  hmacsha1: "sha1",
  "hmacsha2+224": "sha224",
  "hmacsha2+256": "sha256",
  "hmacsha2+384": "sha384",
  "hmacsha2+512": "sha512",
};
const plainNames: Readonly<Record<string, Algorithm>> = { sha1: "sha1", sha256: "sha256", sha512: "sha512" };

function pbkdf2Of(
  names: Readonly<Record<string, Algorithm>>,
  name = "",
  rounds: number | undefined,
  saltText = "",
  hashText = "",
): Result<Pbkdf2, PasswordRefusal> {
  const key = name.toLowerCase();
  const algorithm = Object.hasOwn(names, key) ? names[key] : undefined;
  if (algorithm === undefined) return refuse({ kind: "unknown-scheme", scheme: `${scheme} ${key}` });
  const salt = base64Octets(saltText);
  const hash = base64Octets(hashText);
  if (rounds === undefined || rounds < 1) return malformed;
  if (salt === undefined || salt.length === 0 || hash?.length !== digestLength[algorithm]) return malformed;
  if (rounds > mostRounds.pbkdf2) {
    return refuse({ kind: "too-many-rounds", scheme, rounds, most: mostRounds.pbkdf2 });
  }
  return ok({ scheme, algorithm, rounds, salt, hash });
}

/** Big-endian, in base64. */
function fourOctets(text: string): number | undefined {
  const octets = base64Octets(text);
  return octets?.length === 4 ? Buffer.from(octets).readUInt32BE(0) : undefined;
}
