import { type Attribute, AcctStatus, Code, type NamedValue } from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import type { NasClock } from "#nas-clock";
import type { Orders } from "#orders";
import type { NoAnswer, RadiusClient } from "#radius-client";
import type { RateLimit } from "#rate-limit";
import { type CounterFault, reportAttributes, type Traffic } from "#report";
import { sessionTimers } from "#session-timers";
import type { VendorBehaviour } from "#vendor";

export type Acknowledged = { attempts: number; milliseconds: number };

export type NasSession = {
  readonly acctSessionId: string;
  readonly username: string;
  /** The server's, when it gave one; else what the login asked for, or the next of the NAS's own pool. */
  readonly framedIpAddress: string;
  readonly framedIpv6Prefix: string | undefined;
  readonly delegatedIpv6Prefix: string | undefined;
  readonly callingStationId: string;
  /** What the Access-Accept said, by name. */
  readonly authorization: Record<string, NamedValue | NamedValue[]>;
  /** As the server last said, where this vendor keeps to it. */
  readonly interimSeconds: number | undefined;
  rateLimit(): RateLimit | undefined;
  /** Address lists and filters that the server put it under. */
  lists(): readonly string[];
  vlan(): string | undefined;
  isOpen(): boolean;
  /** The Acct-Terminate-Cause of its end. */
  endedBy(): string | undefined;
  /** Adds to the totals; the next report carries them. */
  use(traffic: Partial<Traffic>): void;
  totals(): Traffic;
  start(): Promise<Result<Acknowledged, NoAnswer>>;
  /** Totals given here replace the ones counted so far, also by lower ones: some NASes do that. */
  interim(totals?: Traffic): Promise<Result<Acknowledged, NoAnswer>>;
  stop(cause?: string): Promise<Result<Acknowledged, NoAnswer>>;
};

/** The NAS's own view of a session, which CoA, Disconnect, the router's API and a reboot change from outside. */
export type HeldSession = NasSession & {
  /** In the order of opening, for the router's item numbers. */
  readonly number: number;
  readonly vendor: VendorBehaviour;
  openSeconds(): number;
  obey(orders: Orders): void;
  setRateLimit(limit: RateLimit): void;
  /** From now on it reports what is used from now on: its counters fell to zero. */
  resetCounters(): void;
  /** Gone without a Stop, as in a reboot. */
  lose(): void;
};

export type SessionContext = {
  accounting: RadiusClient;
  /** Who the NAS says it is, in every packet. */
  identity: readonly Attribute[];
  clock: NasClock;
  vendor: VendorBehaviour;
  automaticInterims: boolean;
  counterFault(): CounterFault | undefined;
  losesStarts(): boolean;
  onEnd(session: HeldSession): void;
};

export type Opening = Pick<
  NasSession,
  | "acctSessionId"
  | "username"
  | "framedIpAddress"
  | "framedIpv6Prefix"
  | "delegatedIpv6Prefix"
  | "callingStationId"
  | "authorization"
> & {
  number: number;
  orders: Orders;
  described: readonly Attribute[];
  /** RFC 2865 section 5.25: goes back to the server with every report. */
  classes: readonly Attribute[];
};

export function openSession(context: SessionContext, opening: Opening): HeldSession {
  const { clock, vendor } = context;
  const { orders: _orders, described, classes, ...known } = opening;
  const openedAt = clock.elapsedSeconds();
  const openSeconds = (): number => clock.elapsedSeconds() - openedAt;
  let open = true;
  let endedBy: string | undefined;
  let rateLimit: RateLimit | undefined;
  let lists: readonly string[] = [];
  let vlan: string | undefined;
  let total: Traffic = { octetsDown: 0n, octetsUp: 0n };
  let forgotten: Traffic = total;

  const report = async (status: number, cause?: string): Promise<Result<Acknowledged, NoAnswer>> => {
    const attributes = [
      ...reportAttributes({
        ...known,
        status,
        cause,
        vendor,
        sessionSeconds: openSeconds(),
        timestamp: clock.timestamp(),
        counters: difference(total, forgotten),
        counterFault: context.counterFault(),
      }),
      ...described,
      ...classes,
      ...context.identity,
    ];
    const answer = await context.accounting.ask({ code: Code.AccountingRequest, attributes: () => attributes });
    return answer.ok ? ok({ attempts: answer.value.attempts, milliseconds: answer.value.milliseconds }) : answer;
  };

  const close = (cause: string | undefined): void => {
    open = false;
    endedBy ??= cause;
    timers.close();
    context.onEnd(session);
  };
  const timers = sessionTimers(clock, {
    stop: (cause) => void session.stop(cause),
    interim: () => report(AcctStatus.InterimUpdate),
  });

  const session: HeldSession = {
    ...known,
    vendor,
    openSeconds,
    get interimSeconds() {
      return timers.interimSeconds();
    },
    rateLimit: () => rateLimit,
    lists: () => lists,
    vlan: () => vlan,
    isOpen: () => open,
    endedBy: () => endedBy,
    use(traffic) {
      total = {
        octetsDown: total.octetsDown + (traffic.octetsDown ?? 0n),
        octetsUp: total.octetsUp + (traffic.octetsUp ?? 0n),
      };
      timers.used();
    },
    totals: () => total,
    async start() {
      if (context.automaticInterims) timers.beginInterims();
      // Sent, and lost on the way with all its repetitions.
      return context.losesStarts() ? refuse({ kind: "no-answer", attempts: 0 }) : report(AcctStatus.Start);
    },
    interim(totals) {
      if (totals !== undefined) total = { ...totals };
      return report(AcctStatus.InterimUpdate);
    },
    stop(cause = "User-Request") {
      close(cause);
      return report(AcctStatus.Stop, cause);
    },
    obey(orders) {
      const { rate } = orders;
      if (rate !== undefined) {
        rateLimit = {
          text: rate.text,
          upBitsPerSecond: rate.up ?? rateLimit?.upBitsPerSecond ?? 0,
          downBitsPerSecond: rate.down ?? rateLimit?.downBitsPerSecond ?? 0,
        };
      }
      lists = orders.lists ?? lists;
      vlan = orders.vlan ?? vlan;
      timers.obey(orders);
    },
    setRateLimit(limit) {
      rateLimit = limit;
    },
    resetCounters() {
      forgotten = total;
    },
    lose: () => close(undefined),
  };
  session.obey(opening.orders);
  return session;
}

/** Totals that were set back below what was forgotten are reported as they are. */
function difference(total: Traffic, forgotten: Traffic): Traffic {
  const less = (from: bigint, by: bigint): bigint => (from >= by ? from - by : from);
  return {
    octetsDown: less(total.octetsDown, forgotten.octetsDown),
    octetsUp: less(total.octetsUp, forgotten.octetsUp),
  };
}
