import {
  type Attribute,
  AcctStatus,
  attributesOf,
  chapRequest,
  Code,
  firstInteger,
  firstText,
  msChapV2Request,
  type NamedValue,
  type Packet,
  papRequest,
  readNamed,
  type Secret,
  Type,
  Vendor,
} from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import type { NoAnswer, RadiusClient } from "#radius-client";
import { type RateLimit, rateLimitOf } from "#rate-limit";

export type Login = {
  username: string;
  password: string;
  method?: "pap" | "chap" | "ms-chap-v2";
  framedIpAddress?: string;
  callingStationId?: string;
};
export type Traffic = { octetsDown: bigint; octetsUp: bigint };
export type LoginRefusal = { kind: "rejected"; message: string | undefined } | { kind: "server-not-proved" } | NoAnswer;
export type Acknowledged = { attempts: number; milliseconds: number };

export type NasSession = {
  readonly acctSessionId: string;
  readonly username: string;
  readonly framedIpAddress: string;
  /** What the Access-Accept said, by name. */
  readonly authorization: Record<string, NamedValue | NamedValue[]>;
  readonly interimSeconds: number | undefined;
  rateLimit(): RateLimit | undefined;
  isOpen(): boolean;
  /** Adds to the totals; the next report carries them. */
  use(traffic: Partial<Traffic>): void;
  totals(): Traffic;
  start(): Promise<Result<Acknowledged, NoAnswer>>;
  /** Totals given here replace the ones counted so far, also by lower ones: some NASes do that. */
  interim(totals?: Traffic): Promise<Result<Acknowledged, NoAnswer>>;
  stop(cause?: string): Promise<Result<Acknowledged, NoAnswer>>;
};

/** The NAS's own view of a session, which CoA and Disconnect change from outside. */
export type HeldSession = NasSession & { setRateLimit(limit: RateLimit | undefined): void };

export type SessionContext = {
  authentication: RadiusClient;
  accounting: RadiusClient;
  secret: Secret;
  /** Who the NAS says it is, in every packet. */
  identity: readonly Attribute[];
  newSessionId(): string;
  newAddress(): string;
  onEnd(session: NasSession): void;
};

export async function logIn(context: SessionContext, login: Login): Promise<Result<HeldSession, LoginRefusal>> {
  const framedIpAddress = login.framedIpAddress ?? context.newAddress();
  const proof = proofOf(login, context.secret);
  const described = attributesOf({
    "Service-Type": "Framed-User",
    "Framed-Protocol": "PPP",
    "NAS-Port-Type": "Ethernet",
    "NAS-Port-Id": "ether1",
    "Calling-Station-Id": login.callingStationId ?? "02:00:00:00:00:01",
    "Called-Station-Id": "beacom-pppoe",
  });
  const answer = await context.authentication.ask({
    code: Code.AccessRequest,
    attributes: (authenticator) => [...proof.attributes(authenticator), ...described, ...context.identity],
  });
  if (!answer.ok) return answer;
  const { reply } = answer.value;
  if (reply.code !== Code.AccessAccept)
    return refuse({ kind: "rejected", message: firstText(reply, Type.ReplyMessage) });
  if (!proof.provedBy(reply)) return refuse({ kind: "server-not-proved" });
  const limit = firstText(reply, 8, Vendor.Mikrotik);
  return ok(
    openSession(context, {
      username: firstText(reply, Type.UserName) ?? login.username,
      framedIpAddress,
      rateLimit: limit === undefined ? undefined : rateLimitOf(limit),
      authorization: readNamed(reply),
      interimSeconds: firstInteger(reply, Type.AcctInterimInterval),
      described,
      classes: reply.attributes.filter(({ type, vendor }) => type === Type.Class && vendor === undefined),
    }),
  );
}

function proofOf({ username, password, method = "pap" }: Login, secret: Secret) {
  if (method === "ms-chap-v2") {
    const request = msChapV2Request({ username, password });
    return { attributes: () => request.attributes, provedBy: (reply: Packet) => request.provedBy(reply) };
  }
  return {
    attributes: (authenticator: Uint8Array) =>
      method === "chap"
        ? chapRequest({ username, password })
        : papRequest({ username, password, authenticator, secret }),
    provedBy: (_reply: Packet) => true,
  };
}

type Opening = Pick<NasSession, "username" | "framedIpAddress" | "authorization" | "interimSeconds"> & {
  rateLimit: RateLimit | undefined;
  described: readonly Attribute[];
  /** RFC 2865 section 5.25: goes back to the server with every report. */
  classes: readonly Attribute[];
};

function openSession(context: SessionContext, opening: Opening): HeldSession {
  const acctSessionId = context.newSessionId();
  const startedAt = Date.now();
  let open = true;
  let rateLimit = opening.rateLimit;
  let octetsDown = 0n;
  let octetsUp = 0n;

  const report = async (status: number, cause?: string): Promise<Result<Acknowledged, NoAnswer>> => {
    const counters =
      status === AcctStatus.Start
        ? []
        : attributesOf({
            "Acct-Session-Time": Math.floor((Date.now() - startedAt) / 1000),
            // RFC 2866: input is from the subscriber. 32 bits, and what is beyond in gigawords (RFC 2869 section 5.1).
            "Acct-Input-Octets": Number(octetsUp & 0xffff_ffffn),
            "Acct-Input-Gigawords": Number(octetsUp >> 32n),
            "Acct-Output-Octets": Number(octetsDown & 0xffff_ffffn),
            "Acct-Output-Gigawords": Number(octetsDown >> 32n),
          });
    const attributes = [
      ...attributesOf({
        "Acct-Status-Type": status,
        "Acct-Session-Id": acctSessionId,
        "User-Name": opening.username,
        "Framed-IP-Address": opening.framedIpAddress,
        "Acct-Authentic": "RADIUS",
        "Event-Timestamp": Math.floor(Date.now() / 1000),
        "Acct-Delay-Time": 0,
        ...(cause === undefined ? {} : { "Acct-Terminate-Cause": cause }),
      }),
      ...counters,
      ...opening.described,
      ...opening.classes,
      ...context.identity,
    ];
    const answer = await context.accounting.ask({ code: Code.AccountingRequest, attributes: () => attributes });
    return answer.ok ? ok({ attempts: answer.value.attempts, milliseconds: answer.value.milliseconds }) : answer;
  };

  const session: HeldSession = {
    acctSessionId,
    username: opening.username,
    framedIpAddress: opening.framedIpAddress,
    authorization: opening.authorization,
    interimSeconds: opening.interimSeconds,
    rateLimit: () => rateLimit,
    isOpen: () => open,
    use(traffic) {
      octetsDown += traffic.octetsDown ?? 0n;
      octetsUp += traffic.octetsUp ?? 0n;
    },
    totals: () => ({ octetsDown, octetsUp }),
    start: () => report(AcctStatus.Start),
    interim(totals) {
      if (totals !== undefined) ({ octetsDown, octetsUp } = totals);
      return report(AcctStatus.InterimUpdate);
    },
    stop(cause = "User-Request") {
      open = false;
      context.onEnd(session);
      return report(AcctStatus.Stop, cause);
    },
    setRateLimit(limit) {
      rateLimit = limit;
    },
  };
  return session;
}
