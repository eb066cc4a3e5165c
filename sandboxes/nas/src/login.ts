import {
  type Attribute,
  attributesOf,
  chapRequest,
  Code,
  findAll,
  firstText,
  msChapV2Request,
  type Packet,
  papRequest,
  readNamed,
  type Secret,
  Type,
} from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import { spellMac } from "#mac-address";
import type { PolicyMaps } from "#obeyed-rate";
import { addressGiven, ordersOf, prefixesGiven } from "#orders";
import type { NoAnswer, RadiusClient } from "#radius-client";
import { type HeldSession, openSession, type SessionContext } from "#session";
import type { VendorBehaviour } from "#vendor";

export type PasswordLogin = {
  username: string;
  password: string;
  method?: "pap" | "chap" | "ms-chap-v2";
  framedIpAddress?: string;
  callingStationId?: string;
};
/** A device that cannot type: its address, as this vendor writes it, is name and password. */
export type MacLogin = {
  method: "mac";
  /** In any spelling. */
  mac: string;
  /** Says Service-Type Call-Check, by which a server tells these logins from others. */
  callCheck?: boolean;
  framedIpAddress?: string;
};
export type Login = PasswordLogin | MacLogin;

export type LoginRefusal = { kind: "rejected"; message: string | undefined } | { kind: "server-not-proved" } | NoAnswer;

/** How the NAS describes the access: made once, since ten thousand sessions say the same. */
export type Described = { readonly usual: readonly Attribute[]; readonly callCheck: readonly Attribute[] };

export const describedBy = ({ described }: VendorBehaviour): Described => ({
  usual: attributesOf(described),
  callCheck: attributesOf({ ...described, "Service-Type": "Call-Check" }),
});

export type LoginContext = SessionContext & {
  authentication: RadiusClient;
  secret: Secret;
  policyMaps: PolicyMaps;
  described: Described;
  newSessionId(): string;
  newAddress(): string;
  newNumber(): number;
};

/** Asks the server, and opens the session that it allows; the Start is left to the caller. */
export async function logIn(context: LoginContext, login: Login): Promise<Result<HeldSession, LoginRefusal>> {
  const { vendor } = context;
  const presented = presentedBy(login, vendor);
  const proof = proofOf(presented, context.secret);
  const before = {
    address: vendor.addressBeforeLogin ? (login.framedIpAddress ?? context.newAddress()) : undefined,
    sessionId: vendor.sessionIdInAccessRequest ? context.newSessionId() : undefined,
  };
  const described = [
    ...(presented.callCheck ? context.described.callCheck : context.described.usual),
    ...attributesOf({ "Calling-Station-Id": presented.callingStationId }),
  ];
  const known = attributesOf({
    ...(before.address === undefined ? {} : { "Framed-IP-Address": before.address }),
    ...(before.sessionId === undefined ? {} : { "Acct-Session-Id": before.sessionId }),
  });
  const answer = await context.authentication.ask({
    code: Code.AccessRequest,
    attributes: (authenticator) => [...proof.attributes(authenticator), ...described, ...known, ...context.identity],
  });
  if (!answer.ok) return answer;
  const { reply } = answer.value;
  if (reply.code !== Code.AccessAccept) {
    return refuse({ kind: "rejected", message: firstText(reply, Type.ReplyMessage) });
  }
  if (!proof.provedBy(reply)) return refuse({ kind: "server-not-proved" });
  const prefixes = prefixesGiven(reply);
  return ok(
    openSession(context, {
      number: context.newNumber(),
      acctSessionId: before.sessionId ?? context.newSessionId(),
      username: firstText(reply, Type.UserName) ?? presented.username,
      framedIpAddress: addressGiven(reply) ?? before.address ?? login.framedIpAddress ?? context.newAddress(),
      framedIpv6Prefix: prefixes.framed,
      delegatedIpv6Prefix: prefixes.delegated,
      callingStationId: presented.callingStationId,
      authorization: readNamed(reply),
      // A rate in words that it cannot read limits nobody; the rest of the Accept holds.
      orders: ordersOf(reply, vendor, context.policyMaps),
      described,
      classes: findAll(reply, Type.Class),
    }),
  );
}

type Presented = Required<Pick<PasswordLogin, "username" | "password" | "method" | "callingStationId">> & {
  callCheck: boolean;
};

function presentedBy(login: Login, vendor: VendorBehaviour): Presented {
  if (login.method === "mac") {
    const username = spellMac(login.mac, vendor.userNameMac);
    return {
      username,
      password: username,
      method: "pap",
      callingStationId: spellMac(login.mac, vendor.callingStationMac),
      callCheck: login.callCheck ?? false,
    };
  }
  const { username, password, method = "pap" } = login;
  const callingStationId = login.callingStationId ?? spellMac("02:00:00:00:00:01", vendor.callingStationMac);
  return { username, password, method, callingStationId, callCheck: false };
}

function proofOf({ username, password, method }: Presented, secret: Secret) {
  if (method === "ms-chap-v2") {
    const request = msChapV2Request({ username, password });
    return {
      attributes: (): readonly Attribute[] => request.attributes,
      provedBy: (reply: Packet) => request.provedBy(reply),
    };
  }
  return {
    attributes: (authenticator: Uint8Array): readonly Attribute[] =>
      method === "chap"
        ? chapRequest({ username, password })
        : papRequest({ username, password, authenticator, secret }),
    provedBy: (_reply: Packet) => true,
  };
}
