import { ok, type Result, refuse } from "@beacom/result";
import { mostRounds } from "#cost";
import type { PasswordRefusal } from "#stored-password";

/** What crypt(3) keeps in one text, taken apart. `hash` is as it is written; bcrypt's `rounds` is the exponent. */
export type CryptHash = {
  readonly method: "des" | "md5" | "sha256" | "sha512" | "bcrypt";
  readonly salt: string;
  /** Absent where the method has no choice, and in SHA-crypt where the text leaves it at 5000. */
  readonly rounds: number | undefined;
  readonly hash: string;
  readonly text: string;
};

/**
 * Traditional DES (13 characters), $1$, $5$, $6$ and $2a$, $2b$, $2y$. Others that libcrypt knows ($y$, $7$, $2x$, the
 * "_" of BSDi) are schemes unknown here.
 */
export function readCrypt(text: string): Result<CryptHash, PasswordRefusal> {
  const id = /^\$([^$]*)\$|^(_)/.exec(text);
  if (id === null) return readDes(text);
  switch (id[1]) {
    case "1":
      return readMd5(text);
    case "5":
    case "6":
      return readSha(text);
    case "2a":
    case "2b":
    case "2y":
      return readBcrypt(text);
    default:
      return refuse({ kind: "unknown-scheme", scheme: `crypt $${(id[1] ?? "_").slice(0, 8)}$` });
  }
}

function readDes(text: string): Result<CryptHash, PasswordRefusal> {
  if (!/^[./0-9A-Za-z]{13}$/.test(text)) return refuse({ kind: "malformed", scheme: "crypt" });
  return ok({ method: "des", salt: text.slice(0, 2), rounds: undefined, hash: text.slice(2), text });
}

function readMd5(text: string): Result<CryptHash, PasswordRefusal> {
  const [, salt, hash] = /^\$1\$([^$:\n]{0,8})\$([./0-9A-Za-z]{22})$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return refuse({ kind: "malformed", scheme: "crypt $1$" });
  return ok({ method: "md5", salt, rounds: undefined, hash, text });
}

/** SHA-crypt writes no fewer rounds than 1000 and no salt over 16 characters: what it was given is brought there first. */
function readSha(text: string): Result<CryptHash, PasswordRefusal> {
  const match = /^\$([56])\$(?:rounds=([1-9]\d{3,8})\$)?([^$:\n]{0,16})\$([./0-9A-Za-z]+)$/.exec(text);
  const [, id, roundsText, salt, hash] = match ?? [];
  const scheme = `crypt $${text[1]}$`;
  if (salt === undefined || hash?.length !== (id === "5" ? 43 : 86)) return refuse({ kind: "malformed", scheme });
  const rounds = roundsText === undefined ? undefined : Number(roundsText);
  if (rounds !== undefined && rounds > mostRounds.shaCrypt) {
    return refuse({ kind: "too-many-rounds", scheme, rounds, most: mostRounds.shaCrypt });
  }
  return ok({ method: id === "5" ? "sha256" : "sha512", salt, rounds, hash, text });
}

function readBcrypt(text: string): Result<CryptHash, PasswordRefusal> {
  const [, cost, salt, hash] = /^\$2[aby]\$(\d\d)\$([./0-9A-Za-z]{22})([./0-9A-Za-z]{31})$/.exec(text) ?? [];
  const scheme = "crypt $2$";
  const rounds = Number(cost);
  if (salt === undefined || hash === undefined || rounds < 4 || rounds > 31)
    return refuse({ kind: "malformed", scheme });
  if (rounds > mostRounds.bcryptCost) {
    return refuse({ kind: "too-many-rounds", scheme, rounds, most: mostRounds.bcryptCost });
  }
  return ok({ method: "bcrypt", salt, rounds, hash, text });
}
