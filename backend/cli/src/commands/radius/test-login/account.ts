import { randomBytes } from "node:crypto";
import {
  type Attribute,
  attributesOf,
  Code,
  find,
  firstAddress,
  firstText,
  type Packet,
  type Secret,
  Type,
} from "@beacom/radius";
import type { UdpExchange } from "#commands/radius/test-login/udp-exchange";

type Status = "Start" | "Interim-Update" | "Stop";
/** Undefined milliseconds: it was not acknowledged. */
export type Reported = { status: Status; milliseconds: number | undefined };

export type AccountedLogin = {
  accepted: Packet;
  username: string;
  router: readonly Attribute[];
  exchange: UdpExchange;
  port: number;
  secret: Secret;
  acctSessionId: string;
  signal: AbortSignal;
};

/** The session of an accepted login, from its Start to its Stop, which is sent also when nobody waits for it any more. */
export async function* accountSession(login: AccountedLogin): AsyncGenerator<Reported> {
  const report = reporterOf(login);
  const start = await report("Start", login.signal);
  yield start;
  // Without a Start that was written there is nothing to go on with.
  if (start.milliseconds === undefined) return;
  let stopped = false;
  try {
    yield await report("Interim-Update", login.signal);
    stopped = true;
    yield await report("Stop");
  } finally {
    if (!stopped) await report("Stop");
  }
}

/** Its counters are 0: a test costs nobody anything. */
function reporterOf(login: AccountedLogin): (status: Status, signal?: AbortSignal) => Promise<Reported> {
  const { accepted, exchange, port, secret, acctSessionId } = login;
  const address = firstAddress(accepted, Type.FramedIpAddress);
  const prefix = find(accepted, framedIpv6Prefix);
  const common = [
    ...login.router,
    ...attributesOf({
      // RFC 2865 section 5.1: the name that the answer gives is the session's.
      "User-Name": firstText(accepted, Type.UserName) ?? login.username,
      "Acct-Session-Id": acctSessionId,
      ...(address !== undefined && { "Framed-IP-Address": address }),
    }),
    ...(prefix ? [prefix] : []),
    ...accepted.attributes.filter(({ type, vendor }) => type === Type.Class && vendor === undefined),
  ];
  const fromMs = performance.now();
  return async (status, signal) => {
    const seconds = Math.round((performance.now() - fromMs) / 1000);
    const attributes = [
      ...common,
      ...attributesOf({
        "Acct-Status-Type": status,
        ...(status !== "Start" && { "Acct-Session-Time": seconds, "Acct-Input-Octets": 0, "Acct-Output-Octets": 0 }),
        ...(status === "Stop" && { "Acct-Terminate-Cause": "User-Request" }),
      }),
    ];
    const heard = await exchange.ask({ port, code: Code.AccountingRequest, attributes, secret, signal });
    return { status, milliseconds: heard?.milliseconds };
  };
}

const framedIpv6Prefix = 97;

export const newAcctSessionId = (): string => `cli-${randomBytes(6).toString("hex")}`;
