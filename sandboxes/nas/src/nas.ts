import { randomBytes } from "node:crypto";
import { AcctStatus, attributesOf, Code, secretOf } from "@beacom/radius";
import { ok, type Result } from "@beacom/result";
import { type AnsweringFault, type DynamicAuthorization, dynamicAuthorizationServer } from "#dynamic-authorization";
import {
  localRetransmission,
  type NoAnswer,
  radiusClient,
  type Retransmission,
  type SendingFault,
} from "#radius-client";
import { type Acknowledged, type HeldSession, type Login, type LoginRefusal, logIn, type NasSession } from "#session";

export type NasOptions = {
  server: string;
  authPort: number;
  acctPort: number;
  secret: string;
  /** Where it listens for CoA and Disconnect; 0 takes a free port. */
  coaPort: number;
  /** Its own address, also its NAS-IP-Address. Every 127.x.y.z will do on Linux. */
  address?: string;
  identifier: string;
  flavour?: "mikrotik";
  retransmission?: Partial<Retransmission>;
};

export type Misbehaviour = { answering?: AnsweringFault; sending?: SendingFault };

export type Nas = {
  readonly address: string;
  readonly coaPort: number;
  login(login: Login): Promise<Result<NasSession, LoginRefusal>>;
  accountingOn(): Promise<Result<Acknowledged, NoAnswer>>;
  /** Also drops the sessions, without a Stop: this is what a reboot looks like. */
  accountingOff(): Promise<Result<Acknowledged, NoAnswer>>;
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

/** A simulated MikroTik: logs users in, reports what they use, and does what CoA and Disconnect tell it. */
export async function createNas(options: NasOptions): Promise<Nas> {
  const { server, identifier, address = "127.0.0.1" } = options;
  const secret = secretOf(options.secret);
  const sessions = new Set<HeldSession>();
  const listeners = new Set<(event: DynamicAuthorization) => void>();
  const received: DynamicAuthorization[] = [];
  const forged: string[] = [];
  let fault: Misbehaviour = {};

  const onForged = (kind: string): void => void forged.push(kind);
  const retransmission = { ...localRetransmission, ...options.retransmission };
  const client = (port: number) =>
    radiusClient({ server, port, address, secret, retransmission, fault: () => fault.sending ?? "none", onForged });
  const authentication = await client(options.authPort);
  const accounting = await client(options.acctPort);
  const find = (username: string, framedIpAddress: string): HeldSession | undefined =>
    [...sessions].find((held) => held.username === username && held.framedIpAddress === framedIpAddress);

  const dynamicAuthorization = await dynamicAuthorizationServer({
    address,
    port: options.coaPort,
    secret,
    fault: () => fault.answering ?? { kind: "none" },
    onForged,
    onReceived(event) {
      received.push(event);
      for (const listener of listeners) listener(event);
    },
    target: {
      changeRate(username, framedIpAddress, rateLimit) {
        const session = find(username, framedIpAddress);
        if (rateLimit !== undefined) session?.setRateLimit(rateLimit);
        return session !== undefined;
      },
      disconnect(username, framedIpAddress) {
        const session = find(username, framedIpAddress);
        // The Stop follows the acknowledgement, as on a real one; if it gets no answer nobody is waiting for it.
        if (session !== undefined) setImmediate(() => void session.stop("Admin-Reset"));
        return session !== undefined;
      },
    },
  });

  const identity = attributesOf({ "NAS-Identifier": identifier, "NAS-IP-Address": address });
  let lastAddress = 1;
  const context = {
    authentication,
    accounting,
    secret,
    identity,
    newSessionId: () => `8${randomBytes(4).toString("hex").slice(1)}`,
    newAddress: () => `100.64.${(lastAddress >> 8) & 255}.${lastAddress++ & 255}`,
    onEnd: (session: NasSession) => void sessions.delete(session as HeldSession),
  };
  const announce = async (status: number): Promise<Result<Acknowledged, NoAnswer>> => {
    const attributes = [
      ...attributesOf({ "Acct-Status-Type": status, "Acct-Session-Id": context.newSessionId() }),
      ...identity,
    ];
    const answer = await accounting.ask({ code: Code.AccountingRequest, attributes: () => attributes });
    return answer.ok ? ok({ attempts: answer.value.attempts, milliseconds: answer.value.milliseconds }) : answer;
  };

  return {
    address,
    coaPort: dynamicAuthorization.port,
    received,
    forged,
    async login(login) {
      const result = await logIn(context, login);
      if (result.ok) sessions.add(result.value);
      return result;
    },
    accountingOn: () => announce(AcctStatus.AccountingOn),
    accountingOff() {
      sessions.clear();
      return announce(AcctStatus.AccountingOff);
    },
    sessions: () => [...sessions],
    onDynamicAuthorization(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    misbehave(how) {
      fault = how;
    },
    async close() {
      await Promise.all([authentication.close(), accounting.close(), dynamicAuthorization.close()]);
    },
  };
}
