import type { CapturedDatagram, Endpoint } from "@beacom/capture";
import { Code } from "@beacom/radius";

/** A request with what was answered to it; without a reply nobody answered in time. */
export type CapturedExchange = { source: string; request: Uint8Array; reply: Uint8Array | undefined; at: Date };

export type PairingCounts = {
  requests: number;
  /** The same request once more, as routers send it and as an interface shows it twice. */
  repeated: number;
  answered: number;
  unanswered: number;
  /** Replies to nothing that was seen. */
  stray: number;
  /** Still waiting for their answer where the capture ends. */
  cutOff: number;
  /** Datagrams that are none of authentication. */
  other: number;
};

export type Pairing = {
  /** What this datagram completes, and what has waited too long by its time. */
  add(datagram: CapturedDatagram): readonly CapturedExchange[];
  /** The capture is over. What waited less than the time for an answer cannot be judged. */
  end(): readonly CapturedExchange[];
  readonly counts: Readonly<PairingCounts>;
};

/** RFC 5080 section 2.2.2: a router gives up, and its identifier is free again, within about this time. */
export const patienceMs = 30_000;

type Waiting = { exchange: CapturedExchange; authenticator: string };

/** Finds requests and their replies in a capture: by addresses, ports and identifier, within 30 seconds of its own clock. */
export function pairing(): Pairing {
  const counts = { requests: 0, repeated: 0, answered: 0, unanswered: 0, stray: 0, cutOff: 0, other: 0 };
  const waiting = new Map<string, Waiting>();
  /** What was answered lately: its repetitions are no new requests, and neither is its reply seen twice a stray. */
  const done = new Map<string, { authenticator: string; atMs: number }>();
  let lastMs = 0;

  function add({ payload, source, destination, at }: CapturedDatagram): CapturedExchange[] {
    lastMs = Math.max(lastMs, at.getTime());
    const given = expired();
    const code = payload[0];
    if (payload.length < 20 || code === undefined || !ofAuthentication.has(code)) {
      counts.other++;
      return given;
    }
    if (code === Code.AccessRequest) given.push(...request(keyOf(source, destination, payload), payload, source, at));
    else given.push(...reply(keyOf(destination, source, payload), payload, at));
    return given;
  }

  function request(key: string, payload: Uint8Array, source: Endpoint, at: Date): CapturedExchange[] {
    const authenticator = authenticatorOf(payload);
    const before = waiting.get(key);
    if (before?.authenticator === authenticator || done.get(key)?.authenticator === authenticator) {
      counts.repeated++;
      return [];
    }
    counts.requests++;
    done.delete(key);
    waiting.delete(key);
    waiting.set(key, { exchange: { source: source.address, request: payload, reply: undefined, at }, authenticator });
    // Its identifier was used again: nobody waits for that one any more.
    return before ? [unanswered(before)] : [];
  }

  function reply(key: string, payload: Uint8Array, at: Date): CapturedExchange[] {
    const asked = waiting.get(key);
    if (asked === undefined) {
      if (!done.has(key)) counts.stray++;
      return [];
    }
    waiting.delete(key);
    done.set(key, { authenticator: asked.authenticator, atMs: at.getTime() });
    counts.answered++;
    return [{ ...asked.exchange, reply: payload }];
  }

  function unanswered({ exchange }: Waiting): CapturedExchange {
    counts.unanswered++;
    return exchange;
  }

  /** Both are in the order in which they came. */
  function expired(): CapturedExchange[] {
    const before = lastMs - patienceMs;
    for (const [key, { atMs }] of done) {
      if (atMs >= before) break;
      done.delete(key);
    }
    const given: CapturedExchange[] = [];
    for (const [key, one] of waiting) {
      if (one.exchange.at.getTime() >= before) break;
      waiting.delete(key);
      given.push(unanswered(one));
    }
    return given;
  }

  return {
    counts,
    add,
    end() {
      const given = expired();
      counts.cutOff = waiting.size;
      waiting.clear();
      return given;
    },
  };
}

const ofAuthentication: ReadonlySet<number> = new Set([
  Code.AccessRequest,
  Code.AccessAccept,
  Code.AccessReject,
  Code.AccessChallenge,
]);

const keyOf = (client: Endpoint, server: Endpoint, payload: Uint8Array): string =>
  `${client.address} ${client.port} ${server.address} ${server.port} ${payload[1]}`;

const authenticatorOf = (payload: Uint8Array): string => Buffer.from(payload.subarray(4, 20)).toString("latin1");
