import { randomBytes } from "node:crypto";
import { AcctStatus, attributesOf, Code, secretOf } from "@beacom/radius";
import { ok, type Result } from "@beacom/result";
import { type DynamicAuthorization, dynamicAuthorizationResponder } from "#dynamic-authorization";
import type { Line, LinePair, RadsecState } from "#line";
import { describedBy, type Login, type LoginRefusal, logIn } from "#login";
import { nasClock } from "#nas-clock";
import type { Misbehaviour, NasOptions, RebootAnnouncement } from "#nas-options";
import { radsecLine, radsecSecret } from "#radsec-line";
import { localRetransmission, type NoAnswer } from "#radius-client";
import { routerApi } from "#router-os/api-server";
import type { Acknowledged, HeldSession, NasSession, SessionContext } from "#session";
import { type StormOptions, type StormReport, storm } from "#storm";
import { udpLine } from "#udp-line";
import { vendors } from "#vendor";

export type Nas = {
  readonly address: string;
  /** 0 over RadSec: requests come down the connection. */
  readonly coaPort: number;
  readonly apiPort: number | undefined;
  /** The connection's state, over RadSec. */
  radsec(): RadsecState | undefined;
  login(login: Login): Promise<Result<NasSession, LoginRefusal>>;
  /** Many logins at once. */
  storm(options: StormOptions): Promise<StormReport>;
  accountingOn(): Promise<Result<Acknowledged, NoAnswer>>;
  /** Also drops the sessions, without a Stop: this is what a reboot looks like. */
  accountingOff(): Promise<Result<Acknowledged, NoAnswer>>;
  /** Loses all sessions without a Stop, and then says what it says; the answer is the On's. */
  reboot(announces?: RebootAnnouncement): Promise<Result<Acknowledged, NoAnswer>>;
  sessions(): readonly NasSession[];
  onDynamicAuthorization(listener: (event: DynamicAuthorization) => void): () => void;
  /** All that came since the start, oldest first. */
  readonly received: readonly DynamicAuthorization[];
  /** Packets that did not verify, by reason. */
  readonly forged: readonly string[];
  /** From now on; `{}` makes it behave again. */
  misbehave(how: Misbehaviour): void;
  close(): Promise<void>;
};

/** A simulated router: logs users in, reports what they use, and does what CoA and Disconnect tell it, as its vendor does. */
export async function createNas(options: NasOptions): Promise<Nas> {
  const { identifier, address = "127.0.0.1", flavour = "mikrotik" } = options;
  const vendor = vendors[flavour];
  if (options.api && !flavour.startsWith("mikrotik")) throw new RangeError(`a ${flavour} has no RouterOS API`);
  const policyMaps = options.policyMaps ?? {};
  const secret = options.transport === "radsec" ? radsecSecret : secretOf(options.secret);
  const clock = nasClock(options.clock?.factor);
  const sessions = new Set<HeldSession>();
  const listeners = new Set<(event: DynamicAuthorization) => void>();
  const received: DynamicAuthorization[] = [];
  const forged: string[] = [];
  let fault: Misbehaviour = {};

  const onForged = (kind: string): void => void forged.push(kind);
  const respond = dynamicAuthorizationResponder({
    secret,
    vendor,
    policyMaps,
    sessions: () => sessions,
    fault: () => fault.answering ?? { kind: "none" },
    onForged,
    onReceived(event) {
      received.push(event);
      for (const listener of listeners) listener(event);
    },
  });
  const line: Line =
    options.transport === "radsec"
      ? radsecLine({
          server: options.server,
          port: options.port ?? 2083,
          tls: options.tls,
          answerWithinMs: options.answerWithinMs ?? 10_000,
          reconnect: options.reconnect ?? { firstMs: 100, longestMs: 10_000 },
          respond,
          onForged,
        })
      : await udpLine({
          server: options.server,
          authPort: options.authPort,
          acctPort: options.acctPort,
          coaPort: options.coaPort,
          address,
          secret,
          retransmission: { ...localRetransmission, ...options.retransmission },
          fault: () => fault.sending ?? "none",
          respond,
          onForged,
        });

  const identity = attributesOf({ "NAS-Identifier": identifier, "NAS-IP-Address": address });
  let lastAddress = 0;
  let lastNumber = 0;
  let lastSessionId = 0;
  const newSessionId = (): string => {
    const { leading, digits, letters } = vendor.sessionId;
    const own = randomBytes(digits)
      .toString("hex")
      .slice(0, digits - leading.length);
    const id = fault.sessionIds === "counter" ? (++lastSessionId).toString(16).padStart(digits, "0") : leading + own;
    return letters === "upper" ? id.toUpperCase() : id;
  };
  const described = describedBy(vendor);
  const contextOf = ({ authentication, accounting }: LinePair) => ({
    authentication,
    accounting,
    secret,
    identity,
    clock,
    vendor,
    policyMaps,
    described,
    automaticInterims: options.automaticInterims ?? false,
    counterFault: () => (fault.counters === "reset" ? undefined : fault.counters),
    losesStarts: () => fault.losing === "starts",
    newSessionId,
    newAddress: () => addressOfPool(++lastAddress),
    newNumber: () => ++lastNumber,
    onEnd: ((session) => void sessions.delete(session)) satisfies SessionContext["onEnd"],
  });
  const usual = contextOf(line);
  const announce = async (status: number): Promise<Result<Acknowledged, NoAnswer>> => {
    const attributes = [
      ...attributesOf({ "Acct-Status-Type": status, "Acct-Session-Id": newSessionId() }),
      ...identity,
    ];
    const answer = await line.accounting.ask({ code: Code.AccountingRequest, attributes: () => attributes });
    return answer.ok ? ok({ attempts: answer.value.attempts, milliseconds: answer.value.milliseconds }) : answer;
  };
  const loseAll = (): void => {
    for (const session of sessions) session.lose();
  };

  const api =
    options.api &&
    (await routerApi({
      ...options.api,
      address,
      identity: identifier,
      service: vendor.service,
      clock,
      sessions: () => sessions,
      fault: () => fault.api ?? { kind: "none" },
    }));

  return {
    address,
    coaPort: line.coaPort,
    apiPort: api?.port,
    received,
    forged,
    radsec: () => line.radsec?.(),
    async login(login) {
      const result = await logIn(usual, login);
      if (result.ok) sessions.add(result.value);
      return result;
    },
    async storm(options) {
      const pairs = await line.more(options.sourcePorts ?? 8);
      const report = await storm(
        {
          pairs,
          logIn: (pair, login) => logIn(contextOf(pair), login),
          keep: (session) => void sessions.add(session),
        },
        options,
      );
      if (!options.hold)
        await Promise.all(pairs.flatMap((one) => [one.authentication.close(), one.accounting.close()]));
      return report;
    },
    accountingOn: () => announce(AcctStatus.AccountingOn),
    accountingOff() {
      loseAll();
      return announce(AcctStatus.AccountingOff);
    },
    async reboot(announces = "on") {
      loseAll();
      lastSessionId = 0;
      if (announces === "nothing") return ok({ attempts: 0, milliseconds: 0 });
      if (announces === "off-and-on") await announce(AcctStatus.AccountingOff);
      const on = await announce(AcctStatus.AccountingOn);
      // The announcements had ids of their own; the sessions' begin at 1.
      lastSessionId = 0;
      return on;
    },
    sessions: () => [...sessions],
    onDynamicAuthorization(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    misbehave(how) {
      fault = how;
      clock.shift(how.clockShiftSeconds ?? 0);
      if (how.counters === "reset") for (const session of sessions) session.resetCounters();
    },
    async close() {
      clock.close();
      await Promise.all([line.close(), api?.close()]);
    },
  };
}

/** RFC 6598: 100.64.0.1 and on, through the 22 bits that are shared by all carriers. */
const addressOfPool = (n: number): string => `100.${64 + ((n >> 16) & 63)}.${(n >> 8) & 255}.${n & 255}`;
