import type { Level } from "#domain/policy/access-profile";
import { nothingPersonal, type PersonalAccess, type Subscriber } from "#domain/subscriber";

/** A subscriber as it is stored: the password still sealed. */
export type SealedSubscriber = Omit<Subscriber, "password"> & {
  readonly sealed: Uint8Array;
  readonly keyId: string;
  /** Devices that log in by their hardware address: twelve hexadecimal digits each. */
  readonly macs: readonly string[];
};

export type SubscriberTable = {
  put(subscriber: SealedSubscriber): void;
  remove(customerId: string): void;
  byUsername(username: string): Subscriber | undefined;
  byCustomer(customerId: string): Subscriber | undefined;
  byMac(mac: string): Subscriber | undefined;
  size(): number;
};

/** Subscribers that logged in lately are kept opened, in two generations of so many: opening a password is the dear part of a login. */
const mostOpened = 32_768;
const levels: readonly Level[] = ["full", "throttled", "walled-garden", "blocked"];
const noService = levels.length;
const arenaOctets = 1 << 20;

/**
 * A million subscribers in some 300 MB: columns instead of objects, and passwords sealed until somebody logs in. What comes out is the same
 * object as long as nothing about the subscriber changes.
 */
export function openSubscriberTable(deps: {
  open: (sealed: Uint8Array, keyId: string, customerId: string) => string;
}): SubscriberTable {
  const rowOfUsername = new Map<string, number>();
  const rowOfCustomer = new Map<string, number>();
  const rowOfMac = new Map<string, number>();
  const free: number[] = [];
  const usernames: string[] = [];
  const customerIds: string[] = [];
  const level = column(Uint8Array);
  const version = column(Float64Array);
  const down = column(Float64Array);
  const up = column(Float64Array);
  const since = column(Float64Array);
  const firstLogin = column(Float64Array);
  const reason = column(Uint16Array);
  const profile = column(Uint16Array);
  const keyId = column(Uint16Array);
  const form = column(Uint8Array);
  const sealedAt = column(Float64Array);
  const sealedLength = column(Uint16Array);
  const words = wordList();
  const arena = openArena();
  // What only few have.
  const personal = new Map<number, PersonalAccess>();
  const macs = new Map<number, readonly string[]>();
  let opened = new Map<number, Subscriber>();
  let openedBefore = new Map<number, Subscriber>();

  function forgetOpened(row: number): void {
    opened.delete(row);
    openedBefore.delete(row);
  }

  function subscriberAt(row: number | undefined): Subscriber | undefined {
    if (row === undefined) return undefined;
    const known = opened.get(row);
    if (known) return known;
    const subscriber = openedBefore.get(row) ?? read(row);
    if (opened.size >= mostOpened) {
      openedBefore = opened;
      opened = new Map();
    }
    opened.set(row, subscriber);
    return subscriber;
  }

  function read(row: number): Subscriber {
    const customerId = customerIds[row]!;
    const sealed = arena.read(sealedAt.at(row), sealedLength.at(row));
    const firstLoginAtMs = firstLogin.at(row);
    return {
      customerId,
      username: usernames[row]!,
      password: deps.open(sealed, words.at(keyId.at(row)), customerId),
      passwordForm: form.at(row) === 0 ? "cleartext" : "stored",
      service:
        level.at(row) === noService
          ? undefined
          : {
              version: BigInt(version.at(row)),
              level: levels[level.at(row)]!,
              downBitsPerSecond: BigInt(down.at(row)),
              upBitsPerSecond: BigInt(up.at(row)),
              reason: words.at(reason.at(row)),
              sinceMs: since.at(row),
            },
      profile: profile.at(row) === 0 ? undefined : words.at(profile.at(row)),
      firstLoginAtMs: firstLoginAtMs === 0 ? undefined : firstLoginAtMs,
      personal: personal.get(row) ?? nothingPersonal,
    };
  }

  function putPassword(row: number, sealed: Uint8Array): void {
    // In place when it fits: passwords change seldom, and then to one as long as the one before.
    if (sealedLength.at(row) !== sealed.length) sealedAt.set(row, arena.take(sealed.length));
    arena.write(sealedAt.at(row), sealed);
    sealedLength.set(row, sealed.length);
  }

  function putMacs(row: number, next: readonly string[]): void {
    for (const mac of macs.get(row) ?? []) if (rowOfMac.get(mac) === row) rowOfMac.delete(mac);
    for (const mac of next) rowOfMac.set(mac, row);
    if (next.length > 0) macs.set(row, next);
    else macs.delete(row);
  }

  return {
    put(subscriber) {
      const { customerId, username, service } = subscriber;
      let row = rowOfCustomer.get(customerId);
      if (row === undefined) {
        row = free.pop() ?? customerIds.length;
        customerIds[row] = customerId;
        rowOfCustomer.set(customerId, row);
        sealedLength.set(row, 0);
      } else if (usernames[row] !== username && rowOfUsername.get(usernames[row]!) === row) {
        rowOfUsername.delete(usernames[row]!);
      }
      usernames[row] = username;
      rowOfUsername.set(username, row);
      putPassword(row, subscriber.sealed);
      keyId.set(row, words.number(subscriber.keyId));
      form.set(row, subscriber.passwordForm === "cleartext" ? 0 : 1);
      level.set(row, service ? levels.indexOf(service.level) : noService);
      version.set(row, Number(service?.version ?? 0n));
      down.set(row, Number(service?.downBitsPerSecond ?? 0n));
      up.set(row, Number(service?.upBitsPerSecond ?? 0n));
      since.set(row, service?.sinceMs ?? 0);
      reason.set(row, words.number(service?.reason ?? ""));
      profile.set(row, words.number(subscriber.profile ?? ""));
      firstLogin.set(row, subscriber.firstLoginAtMs ?? 0);
      if (Object.keys(subscriber.personal).length > 0) personal.set(row, subscriber.personal);
      else personal.delete(row);
      if (subscriber.macs.length > 0 || macs.has(row)) putMacs(row, subscriber.macs);
      forgetOpened(row);
    },
    remove(customerId) {
      const row = rowOfCustomer.get(customerId);
      if (row === undefined) return;
      rowOfCustomer.delete(customerId);
      if (rowOfUsername.get(usernames[row]!) === row) rowOfUsername.delete(usernames[row]!);
      putMacs(row, []);
      personal.delete(row);
      forgetOpened(row);
      free.push(row);
    },
    byUsername: (username) => subscriberAt(rowOfUsername.get(username)),
    byCustomer: (customerId) => subscriberAt(rowOfCustomer.get(customerId)),
    byMac: (mac) => subscriberAt(rowOfMac.get(mac)),
    size: () => rowOfCustomer.size,
  };
}

type Numbers = Uint8Array | Uint16Array | Float64Array;

/** A column of numbers that grows by half when it is full. */
function column(make: new (length: number) => Numbers) {
  let values: Numbers = new make(1_024);
  return {
    at: (row: number): number => values[row]!,
    set(row: number, value: number): void {
      if (row >= values.length) {
        const larger = new make(Math.max(row + 1, Math.ceil(values.length * 1.5)));
        larger.set(values);
        values = larger;
      }
      values[row] = value;
    },
  };
}

/** Words that many rows share; number 0 is the empty one. */
function wordList() {
  const words = [""];
  const numbers = new Map([["", 0]]);
  return {
    at: (number: number): string => words[number]!,
    number(word: string): number {
      const known = numbers.get(word);
      if (known !== undefined) return known;
      if (words.length > 0xffff) throw new RangeError("more than 65,535 profiles, keys and reasons");
      numbers.set(word, words.length);
      return words.push(word) - 1;
    },
  };
}

/** Octets in large pieces: a million small arrays would take more memory than what is in them. */
function openArena() {
  const pieces: Uint8Array[] = [];
  let next = 0;
  const place = (at: number, length: number): Uint8Array => {
    const start = at % arenaOctets;
    return pieces[Math.floor(at / arenaOctets)]!.subarray(start, start + length);
  };
  return {
    take(length: number): number {
      if (length > arenaOctets) throw new RangeError(`${length} octets are no password`);
      if ((next % arenaOctets) + length > arenaOctets || next === pieces.length * arenaOctets) {
        next = pieces.length * arenaOctets;
        pieces.push(new Uint8Array(arenaOctets));
      }
      const at = next;
      next += length;
      return at;
    },
    write: (at: number, bytes: Uint8Array): void => place(at, bytes.length).set(bytes),
    read: place,
  };
}
