import {
  type Attribute,
  attributesOf,
  chapRequest,
  Code,
  eapAttributes,
  eapMessageOf,
  msChapV2Request,
  type Packet,
  papRequest,
  randomOctets,
  type Secret,
  stateAttribute,
  stateOf,
  textAttribute,
  Type,
} from "@beacom/radius";
import { Problem } from "#console/problem";
import { answerEapMd5, identityOf } from "#commands/radius/test-login/eap-md5";
import type { Heard, UdpExchange } from "#commands/radius/test-login/udp-exchange";

export const loginMethods = ["pap", "chap", "ms-chap-v2", "mac", "eap-md5"] as const;
export type LoginMethod = (typeof loginMethods)[number];

export type Credential = { username: string; password: string };
export type Login = {
  method: LoginMethod;
  credential: Credential;
  /** What every request of this router carries. */
  router: readonly Attribute[];
  exchange: UdpExchange;
  port: number;
  secret: Secret;
  signal: AbortSignal;
};
export type LoginAnswer = Heard & {
  /** Of MS-CHAPv2: whether the server knows the password as well. */ proved?: boolean;
};

/** A real login; undefined when the server is silent. */
export async function logIn(login: Login): Promise<LoginAnswer | undefined> {
  if (login.method === "eap-md5") return logInByEap(login);
  const { credential, router, exchange, port, secret, method, signal } = login;
  const authenticator = randomOctets(16);
  const code = Code.AccessRequest;
  const ask = (attributes: readonly Attribute[]) =>
    exchange.ask({ port, code, attributes: [...attributes, ...router], authenticator, secret, signal });
  switch (method) {
    case "pap":
      return ask(papRequest({ ...credential, authenticator, secret }));
    // As routers ask about a device: its address is name and password.
    case "mac":
      return ask(papRequest({ username: credential.username, password: credential.username, authenticator, secret }));
    case "chap":
      return ask(chapRequest(credential));
    case "ms-chap-v2": {
      const request = msChapV2Request(credential);
      const heard = await ask(request.attributes);
      return heard?.packet.code === Code.AccessAccept ? { ...heard, proved: request.provedBy(heard.packet) } : heard;
    }
    default:
      return method satisfies never;
  }
}

const mostRounds = 6;

/** The identity, and then an answer to each question, until there is none (RFC 3579 section 2). */
async function logInByEap({
  credential,
  router,
  exchange,
  port,
  secret,
  signal,
}: Login): Promise<LoginAnswer | undefined> {
  let eap = identityOf(credential.username);
  let state: Uint8Array | undefined;
  let milliseconds = 0;
  let attempts = 0;
  for (let round = 0; round < mostRounds; round++) {
    const attributes = [
      textAttribute(Type.UserName, credential.username),
      ...eapAttributes(eap),
      ...(state ? [stateAttribute(state)] : []),
      ...router,
    ];
    const heard = await exchange.ask({ port, code: Code.AccessRequest, attributes, secret, signal });
    if (!heard) return undefined;
    milliseconds += heard.milliseconds;
    attempts = Math.max(attempts, heard.attempts);
    if (heard.packet.code !== Code.AccessChallenge) return { ...heard, milliseconds, attempts };
    eap = answerOf(heard.packet, credential);
    state = stateOf(heard.packet);
  }
  throw new Problem(`the server asked ${mostRounds} times without coming to a decision`);
}

function answerOf(packet: Packet, credential: Credential): Uint8Array {
  const question = eapMessageOf(packet);
  const answer = question && answerEapMd5(question, credential);
  if (answer) return answer;
  throw new Problem("the server asked something that EAP-MD5 has no answer to");
}

/** What a router says of itself and of the device. */
export const routerAttributes = (router: { name: string; address: string; mac: string | undefined }): Attribute[] =>
  attributesOf({
    "NAS-Identifier": router.name,
    [router.address.includes(":") ? "NAS-IPv6-Address" : "NAS-IP-Address"]: router.address,
    "NAS-Port-Type": "Virtual",
    ...(router.mac !== undefined && { "Calling-Station-Id": router.mac }),
  });
