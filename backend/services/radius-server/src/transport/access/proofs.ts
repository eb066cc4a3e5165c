import { ntHashOf, parseStoredPassword, checkStoredPassword } from "@beacom/password-hash";
import {
  checkChap,
  checkMsChapV2,
  checkPap,
  find,
  firstInteger,
  ntPasswordHash,
  type Packet,
  passwordOf,
  Type,
  Vendor,
} from "@beacom/radius";
import type { NasEntry } from "#application/local-view";
import type { Proof } from "#application/log-in";
import { plainStation } from "#domain/policy/entitlement";
import type { Subscriber } from "#domain/subscriber";

/** Proves a subscriber's password from what a request carries. */
export type Prove = (subscriber: Subscriber) => Proof | Promise<Proof>;

const plain = (matches: boolean): Proof => (matches ? matched : mismatched);
const matched: Proof = { matches: true, accepted: [], refused: [] };
const mismatched: Proof = { matches: false, accepted: [], refused: [] };

const msChap2Response = 25;
/** RFC 2865 section 5.6: the NAS asks about a device, and there is no password. */
const callCheck = 10;

/** The hardware address that logs in with itself for a password: MAC authentication. */
export function deviceOf(packet: Packet, username: string, nas: NasEntry): string | undefined {
  // Shorter or longer than a hardware address can be written.
  if (username.length < 12 || username.length > 17) return undefined;
  const mac = plainStation(username);
  if (!/^[0-9a-f]{12}$/.test(mac)) return undefined;
  if (firstInteger(packet, Type.ServiceType) === callCheck) return mac;
  // As it was written, without its punctuation, or nothing: what routers put there.
  const given = [username, mac, mac.toUpperCase(), ""];
  if (find(packet, Type.UserPassword))
    return given.some((text) => checkPap(packet, text, nas.secret)) ? mac : undefined;
  if (find(packet, Type.ChapPassword)) return given.some((text) => checkChap(packet, text)) ? mac : undefined;
  return undefined;
}

/** The method of a request that is neither EAP nor a device's. */
export function proofOf(packet: Packet, username: string, nas: NasEntry): Prove | undefined {
  if (find(packet, Type.UserPassword)) return (subscriber) => provePap(packet, subscriber, nas);
  if (find(packet, Type.ChapPassword)) return (subscriber) => proveChap(packet, subscriber);
  if (find(packet, msChap2Response, Vendor.Microsoft))
    return (subscriber) => proveMsChapV2(packet, username, subscriber, nas);
  return undefined;
}

/** The address was the password, and it was right, or the NAS vouches for it. */
export const proveDevice: Prove = () => matched;

export const refuseAll: Prove = () => mismatched;

function provePap(packet: Packet, { password, passwordForm }: Subscriber, nas: NasEntry): Proof | Promise<Proof> {
  if (passwordForm === "cleartext") return plain(checkPap(packet, password, nas.secret));
  const given = passwordOf(packet, nas.secret);
  const stored = parseStoredPassword(password);
  if (given === undefined || !stored.ok) return mismatched;
  const checked = checkStoredPassword(stored.value, withoutPadding(given));
  return checked instanceof Promise ? checked.then(plain) : plain(checked);
}

/** A challenge can only be checked with the password itself; a hash of it is no help. */
const proveChap = (packet: Packet, { password, passwordForm }: Subscriber): Proof =>
  plain(passwordForm === "cleartext" && checkChap(packet, password));

function proveMsChapV2(packet: Packet, username: string, subscriber: Subscriber, nas: NasEntry): Proof {
  const ntHash = ntHashFor(subscriber);
  if (ntHash === undefined) return mismatched;
  const checked = checkMsChapV2(packet, username, { ntHash }, nas.secret);
  if (checked.ok) return { matches: true, accepted: [checked.value.success, ...checked.value.mppeKeys], refused: [] };
  return {
    matches: false,
    accepted: [],
    refused: checked.error.kind === "wrong-password" ? [checked.error.failure] : [],
  };
}

const ntHashes = new WeakMap<Subscriber, Uint8Array>();

/** Worked out once for each subscriber that logs in: it is a third of the cost of a login. */
export function ntHashFor(subscriber: Subscriber): Uint8Array | undefined {
  const known = ntHashes.get(subscriber);
  if (known) return known;
  const hash = subscriber.passwordForm === "cleartext" ? ntPasswordHash(subscriber.password) : storedNtHash(subscriber);
  if (hash) ntHashes.set(subscriber, hash);
  return hash;
}

function storedNtHash({ password }: Subscriber): Uint8Array | undefined {
  const stored = parseStoredPassword(password);
  return stored.ok ? ntHashOf(stored.value) : undefined;
}

function withoutPadding(password: Uint8Array): Uint8Array {
  let end = password.length;
  while (end > 0 && password[end - 1] === 0) end--;
  return password.subarray(0, end);
}
