import { Code, type Packet, readNamed, secretOf } from "@beacom/radius";
import type { Nas } from "@beacom/proto/radius/v1/radius";
import type { ExplainAccessResponse } from "@beacom/proto/radius/v1/radius_admin";
import { dictionaryHere } from "#commands/radius/dictionary-here";
import type { RadiusHere } from "#commands/radius/here";
import { listed } from "#commands/radius/listed";
import { findSessions } from "#commands/radius/sessions";
import { accountSession, newAcctSessionId, type Reported } from "#commands/radius/test-login/account";
import { drawTest, type Tested } from "#commands/radius/test-login/draw-test";
import { credentialOf } from "#commands/radius/test-login/credential";
import { type Credential, logIn, type LoginMethod, routerAttributes } from "#commands/radius/test-login/login";
import { addTemporaryRouter, isTemporaryRouter } from "#commands/radius/test-login/temporary-router";
import { openUdpExchange, type UdpExchange } from "#commands/radius/test-login/udp-exchange";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";

export type TestOptions = {
  password?: string;
  method: LoginMethod;
  nas?: string;
  mac?: string;
  account?: boolean;
  json?: boolean;
};

/** A login as a router does it, over UDP, from this machine. */
export async function radiusTest(here: RadiusHere, user: string, options: TestOptions): Promise<void> {
  const { radius, server, terminal } = here;
  if (options.method === "mac" && !isMac(user))
    throw new Problem(`${user} is no hardware address`, ["A device logs in as aa:bb:cc:dd:ee:ff, in any spelling."]);
  const interrupted = terminal.interruption();
  const like = await routerLike(here, options.nas);
  const exchange = await openUdpExchange(server.address);
  try {
    const router = await addTemporaryRouter(
      { radius },
      { address: exchange.address, kind: like?.vendor ?? "standard" },
    );
    try {
      const tested = await testAt(here, { user, options, exchange, router, like, signal: interrupted });
      if (options.json === true) terminal.say(machineJson(tested));
      else terminal.say(drawTest(tested));
      if (tested.decision !== "Access-Accept" || tested.proved === false) terminal.fail();
    } finally {
      await router.remove();
    }
  } catch (error) {
    if (interrupted.aborted) throw new Problem("stopped; the router that the test had put there is gone again");
    throw error;
  } finally {
    exchange.close();
  }
}

const isMac = (text: string): boolean => /^[0-9a-f]{12}$/i.test(text.replaceAll(/[-:.]/g, ""));

/** The router that is stood in for: the one that was named, or the only one there is. */
async function routerLike({ radius }: RadiusHere, name: string | undefined): Promise<Nas | undefined> {
  const { nas } = await radius.listNas({});
  const own = nas.filter((one) => !isTemporaryRouter(one.name));
  if (name === undefined) return own.length === 1 ? own[0] : undefined;
  const named = own.find((one) => one.name === name);
  if (named) return named;
  throw new Problem(`no router is called ${name}`, [listed(own.map((one) => one.name))]);
}

type At = {
  user: string;
  options: TestOptions;
  exchange: UdpExchange;
  router: { name: string; secret: string };
  like: Nas | undefined;
  signal: AbortSignal;
};

async function testAt(here: RadiusHere, at: At): Promise<Tested> {
  const { admin, server } = here;
  const { exchange, router, options, like, signal } = at;
  const mac = options.mac ?? (options.method === "mac" ? at.user : undefined);
  const explained = await admin.explainAccess({ who: at.user, nas: router.name, callingStationId: mac ?? "" });
  const credential = await credentialOf(here, at.user, explained, options);
  const secret = secretOf(router.secret);
  const said = routerAttributes({ name: router.name, address: exchange.address, mac });
  const common = { router: said, exchange, secret, signal };
  const answer = await logIn({ ...common, method: options.method, credential, port: server.authPort });
  if (!answer) throw silent(server);
  const { packet, milliseconds, attempts, proved } = answer;
  const tested: Tested = {
    user: credential.username,
    method: options.method,
    kind: like?.vendor ?? "standard",
    like: like?.name,
    decision: decisionOf(packet),
    milliseconds,
    attempts,
    ...(proved !== undefined && { proved }),
    attributes: await namedAttributes(here, packet),
  };
  if (packet.code !== Code.AccessAccept) return { ...tested, why: explained };
  if (options.account !== true) return tested;
  const acctSessionId = newAcctSessionId();
  const reports: Reported[] = [];
  const accounted = { ...common, accepted: packet, username: credential.username, port: server.acctPort };
  for await (const report of accountSession({ ...accounted, acctSessionId })) reports.push(report);
  const { sessions } = await findSessions(here, { ...sessionOwner(explained, credential), limit: 20 });
  const session = sessions.find((one) => one.acctSessionId === acctSessionId);
  return { ...tested, reports, ...(session && { session }) };
}

const sessionOwner = ({ customerId }: ExplainAccessResponse, { username }: Credential) =>
  customerId === "" ? { user: username } : { customer: customerId };

const decisionOf = ({ code }: Packet): string =>
  code === Code.AccessAccept ? "Access-Accept" : code === Code.AccessReject ? "Access-Reject" : `code ${code}`;

/** By name; keys for the air are nothing to look at. */
async function namedAttributes(here: RadiusHere, packet: Packet): Promise<Tested["attributes"]> {
  const dictionary = await dictionaryHere(here);
  return Object.entries(readNamed(packet, dictionary))
    .filter(([name]) => name !== "Message-Authenticator" && name !== "EAP-Message")
    .flatMap(([name, values]) => {
      const hidden = dictionary.byName(name)?.hiding !== undefined;
      return (Array.isArray(values) ? values : [values]).map((value) => ({
        name,
        value: hidden ? "(hidden)" : String(value),
      }));
    });
}

const silent = ({ address, authPort }: RadiusHere["server"]): Problem =>
  new Problem(`nothing came back from ${address}, port ${authPort}/udp, in three attempts`, [
    "Does the server run?               ./beacom status",
    "What it says about what it drops:  .beacom/data/logs/radius-server.log",
  ]);
