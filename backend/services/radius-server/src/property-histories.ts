import type { Report } from "#domain/report";

/** Numbers that follow from a seed (mulberry32): the same history for the same seed. */
export type Dice = { below(limit: number): number; happens(probability: number): boolean };

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit) => Math.floor(next() * limit), happens: (probability) => next() < probability };
}

/** A session as it really was, on the side of the NAS. */
export type TrueSession = {
  readonly nasId: string;
  readonly acctSessionId: string;
  readonly username: string;
  /** How often its counters began again. */
  resets: number;
  readonly sent: Sent[];
};

/** A report as the NAS made it; sent again it is the same but for its delay. */
export type Sent = {
  readonly atMs: number;
  readonly session: TrueSession;
  readonly report: Report;
  /** Which run of the counters it is from, and what they truly were, without the wraps. */
  readonly epoch: number;
  readonly octets: bigint;
};

/** Accounting-On or -Off. */
export type Reboot = { readonly atMs: number; readonly nasId: string };

export type History = { readonly sent: readonly Sent[]; readonly reboots: readonly Reboot[] };

type Habits = {
  readonly nasId: string;
  /** Its date is off by so much. */
  readonly clockMs: number;
  readonly tellsClock: boolean;
  readonly tellsLength: boolean;
  readonly tellsDelay: boolean;
  readonly hasGigawords: boolean;
  readonly resets: boolean;
};

const bootMs = Date.UTC(2026, 0, 1);
const epochSecondMs = 1_000;

/**
 * Several NASes with several lines each; on a line one session follows the other, and their ids repeat. `orderly`: a session's packets are
 * all in before the next one under its id begins, which is when everything has to be counted, not only nothing twice.
 */
export function historyOf(
  dice: Dice,
  { orderly, nasPrefix = "nas_" }: { orderly: boolean; nasPrefix?: string },
): History {
  const sent: Sent[] = [];
  const reboots: Reboot[] = [];
  for (let n = 0; n < 2; n++) {
    const nas = habitsOf(`${nasPrefix}${n}`, dice);
    const powerCuts = dice.happens(0.5) ? [bootMs + (600 + dice.below(4_000)) * 1_000] : [];
    for (const cutMs of powerCuts) {
      if (dice.happens(0.3)) reboots.push({ nasId: nas.nasId, atMs: cutMs + 100 });
      reboots.push({ nasId: nas.nasId, atMs: cutMs + 20_000 + dice.below(20_000) });
    }
    for (let line = 0; line < 2 + dice.below(2); line++) sent.push(...lineOf(nas, line, powerCuts, { dice, orderly }));
  }
  return { sent: sent.toSorted((a, b) => a.atMs - b.atMs), reboots };
}

function habitsOf(nasId: string, dice: Dice): Habits {
  const tellsClock = dice.happens(0.7);
  const hasGigawords = dice.happens(0.7);
  return {
    nasId,
    clockMs: (dice.below(3) - 1) * 365 * 86_400_000,
    tellsClock,
    // Whoever tells neither leaves nothing to order late packets by.
    tellsLength: !tellsClock || dice.happens(0.8),
    tellsDelay: !tellsClock || dice.happens(0.7),
    hasGigawords,
    // A counter of 32 bits that begins again looks like one that has passed zero.
    resets: hasGigawords && dice.happens(0.3),
  };
}

function lineOf(
  nas: Habits,
  line: number,
  powerCuts: readonly number[],
  { dice, orderly }: { dice: Dice; orderly: boolean },
): Sent[] {
  const sent: Sent[] = [];
  let nowMs = bootMs + dice.below(300_000);
  for (let count = 1 + dice.below(4); count > 0; count--) {
    const session: TrueSession = {
      nasId: nas.nasId,
      // Whoever does not tell how long a session has lasted must not repeat its ids: nothing would tell one session from the next.
      acctSessionId: `8${line}${nas.tellsLength ? dice.below(2) : count + 1}`,
      username: `2782000000${line}`,
      resets: 0,
      sent: [],
    };
    const startedMs = nowMs;
    const cutMs = powerCuts.find((at) => at > startedMs) ?? Number.POSITIVE_INFINITY;
    // 32 bits pass through zero at most once between two reports.
    const octetsPerMs = nas.hasGigawords ? 20_000 : 1_200;
    let octets = 0n;
    let zero = 0n;
    const say = (kind: Report["kind"]): void => {
      const reading = { octets: octets - zero, wide: nas.hasGigawords };
      const made = reportOf(nas, session, { kind, atMs: nowMs, startedMs, reading });
      session.sent.push({ atMs: nowMs, session, report: made, epoch: session.resets, octets: reading.octets });
    };
    say("start");
    for (let reports = dice.below(7); reports > 0; reports--) {
      const passedMs = 1_000 + dice.below(orderly || dice.happens(0.8) ? 600_000 : 3_000);
      nowMs += passedMs;
      if (nowMs > cutMs) break;
      if (nas.resets && dice.happens(0.15)) {
        session.resets++;
        zero = octets;
      }
      octets += BigInt(dice.below(passedMs * octetsPerMs));
      say("interim");
    }
    if (nowMs <= cutMs) {
      const passedMs = dice.below(60_000);
      nowMs += passedMs;
      octets += BigInt(dice.below(passedMs * octetsPerMs + 1));
    }
    if (nowMs <= cutMs && dice.happens(0.85)) say("stop");
    if (nowMs > cutMs) nowMs = cutMs + 60_000;
    // Within a minute the next one looks, by its beginning, like the one before; only both clocks together tell them apart, and that to the second.
    const apart = orderly || !nas.tellsClock;
    nowMs += apart ? 70_000 + dice.below(600_000) : 2_000 + dice.below(dice.happens(0.5) ? 3_000 : 600_000);
    sent.push(...session.sent);
  }
  return sent;
}

function reportOf(
  nas: Habits,
  session: TrueSession,
  now: { kind: Report["kind"]; atMs: number; startedMs: number; reading: { octets: bigint; wide: boolean } },
): Report {
  const { kind, atMs, startedMs, reading } = now;
  const shown = { octets: reading.wide ? reading.octets : reading.octets % 2n ** 32n, wide: reading.wide };
  const seconds = (ms: number): number => Math.floor(ms / epochSecondMs);
  return {
    kind,
    nasId: session.nasId,
    nasSource: "192.0.2.1",
    acctSessionId: session.acctSessionId,
    username: session.username,
    customerId: `cus_${session.username}`,
    receivedAtMs: atMs,
    delaySeconds: nas.tellsDelay ? 0 : undefined,
    nasClockMs: nas.tellsClock ? seconds(atMs + nas.clockMs) * epochSecondMs : undefined,
    sessionSeconds: kind !== "start" && nas.tellsLength ? seconds(atMs - startedMs) : undefined,
    up: kind === "start" ? undefined : shown,
    down: kind === "start" ? undefined : shown,
    terminateCause: kind === "stop" ? "User-Request" : undefined,
    nasIpAddress: "192.0.2.1",
    framedIpAddress: undefined,
    callingStationId: undefined,
    calledStationId: undefined,
    nasPortId: undefined,
    framedIpv6Prefix: undefined,
    delegatedIpv6Prefix: undefined,
    claimId: undefined,
    acceptedVersion: undefined,
  };
}
