import { randomBytes } from "node:crypto";
import {
  type Attribute,
  Code,
  type Dictionary,
  find,
  findAll,
  forwardRequest,
  integerOf,
  type Packet,
  returnReply,
  stateOf,
  textAttribute,
  textOf,
  Type,
  Vendor,
} from "@beacom/radius";
import type { HomeServers } from "#application/home-servers";
import type { RealmView } from "#application/realm-view";
import type { Realm } from "#domain/realm";
import type { AccessRequest, Answer } from "#transport/access/answer-access";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Names of our own network: what another operator's server says about them would be a mistake or worse. */
const ourOwn: ReadonlySet<string> = new Set([
  "Framed-Pool",
  "Framed-IPv6-Pool",
  "Delegated-IPv6-Prefix-Pool",
  "Stateful-IPv6-Address-Pool",
  "Framed-Route",
  "Framed-IPv6-Route",
  "Filter-Id",
  "NAS-Filter-Rule",
  "Mikrotik-Address-List",
  "Mikrotik-Delegated-IPv6-Pool",
  "Mikrotik-Group",
  "Mikrotik-Wireless-PSK",
  "Cisco-AVPair",
  "Cisco-Command-Code",
  "Aruba-Admin-Role",
  "Huawei-Exec-Privilege",
  "Juniper-Local-User-Name",
]);
/** RFC 2865 section 5.6: a subscriber's service. The others open the router itself, or call back. */
const framedUser = 2;
/** More have to be a loop. */
const mostProxies = 10;
const answers: readonly number[] = [Code.AccessAccept, Code.AccessReject, Code.AccessChallenge];

/** Passes an Access-Request on to the servers of its realm, and the answer back (RFC 2865 section 2.3). */
export function proxyAccessWith(deps: {
  servers: HomeServers;
  routeOf: RealmView["routeOf"];
  dictionary: () => Dictionary;
  metrics: RadiusMetrics;
  elapsedMs: () => number;
}): (request: AccessRequest, realm: Realm, username: string) => Promise<Answer> {
  const { metrics } = deps;
  const conversations = openConversations(deps.elapsedMs);
  /** The NAS writes this name into its reports: another operator must not have them counted as somebody else's. */
  const isOfRealm = (username: string, { name }: Realm): boolean => {
    const route = deps.routeOf(username);
    return route.kind === "elsewhere" && route.realm.name === name;
  };

  return async (request, realm, username) => {
    const { packet, nas, source } = request;
    const drop = (reason: string): undefined => {
      metrics.dropped("access", reason, source);
    };
    if (findAll(packet, Type.ProxyState).length >= mostProxies) return drop("proxy-loop");
    const dictionary = deps.dictionary();
    const { vendorFormats } = dictionary;
    const proxyState = randomBytes(8);
    const authenticator = randomBytes(16);
    const stay = conversations.serverOf(packet);
    let unreadable = false;
    const answered = await deps.servers
      .ask(
        realm,
        "auth",
        (entry, identifier) => {
          const forwarded = forwardRequest({
            packet: renamed(packet, username),
            from: nas.secret,
            to: entry.secret,
            identifier,
            proxyState,
            authenticator,
            dictionary,
            vendorFormats,
          });
          if (forwarded.ok) return { bytes: forwarded.value, authenticator };
          unreadable = true;
          throw new Error(forwarded.error.kind);
        },
        stay,
      )
      .catch((error: unknown) => {
        if (unreadable) return undefined;
        throw error;
      });
    if (unreadable) return drop("proxy-request-unreadable");
    if (answered === undefined) return drop("home-server-silent");
    const { packet: reply, entry } = answered;
    if (!answers.includes(reply.code)) return drop("home-server-answer-of-wrong-kind");
    if (reply.code === Code.AccessChallenge) conversations.remember(reply, entry.server.name);
    const returned = returnReply({
      reply,
      request: packet,
      forwardedAuthenticator: authenticator,
      from: entry.secret,
      to: nas.secret,
      drop: (attribute) =>
        !mayPass(attribute, realm, dictionary) ||
        (reply.code === Code.AccessReject && !isOfReject(attribute)) ||
        (isUserName(attribute) && !isOfRealm(textOf(attribute.value), realm)),
      dictionary,
      vendorFormats,
    });
    if (!returned.ok) return drop(`home-server-${returned.error.kind}`);
    const result =
      reply.code === Code.AccessAccept ? "accepted" : reply.code === Code.AccessReject ? "rejected" : "challenged";
    metrics.request("access", result);
    if (result === "rejected") metrics.rejected("home-server");
    return returned.value;
  };
}

/** Always what the protocol itself needs; of the rest what the realm allows. */
function mayPass({ type, vendor, value }: Attribute, realm: Realm, dictionary: Dictionary): boolean {
  if (vendor === undefined && carriers.has(type)) return true;
  if (vendor === undefined && type === Type.ServiceType) return value.length === 4 && integerOf(value) === framedUser;
  const name = dictionary.byType(type, vendor)?.name;
  if (realm.allowedReplyAttributes.length > 0) return name !== undefined && realm.allowedReplyAttributes.includes(name);
  return name === undefined || !ourOwn.has(name);
}

const carriers: ReadonlySet<number> = new Set([
  Type.UserName,
  Type.ReplyMessage,
  Type.State,
  Type.Class,
  Type.EapMessage,
]);

const msChapError = 2;
const ofReject: ReadonlySet<number> = new Set([Type.ReplyMessage, Type.EapMessage, Type.ErrorCause]);

/** RFC 2865 section 5.44, RFC 3579 section 3.3, RFC 2548 section 2.1.5. Some servers refuse with all that they would have granted. */
const isOfReject = ({ type, vendor }: Attribute): boolean =>
  vendor === undefined ? ofReject.has(type) : vendor === Vendor.Microsoft && type === msChapError;

const isUserName = ({ type, vendor }: Attribute): boolean => type === Type.UserName && vendor === undefined;

function renamed(packet: Packet, username: string): Packet {
  const before = find(packet, Type.UserName);
  if (before === undefined) return packet;
  const name = textAttribute(Type.UserName, username);
  return { ...packet, attributes: packet.attributes.map((attribute) => (attribute === before ? name : attribute)) };
}

const longestConversationMs = 60_000;
const mostConversations = 20_000;

/** Which server has to be asked next in a conversation: whoever gave the State knows what it means. */
function openConversations(elapsedMs: () => number) {
  const byState = new Map<string, { server: string; untilMs: number }>();
  const keyOf = (state: Uint8Array): string => Buffer.from(state).toString("latin1");
  return {
    serverOf(packet: Packet): string | undefined {
      const state = stateOf(packet);
      const known = state && byState.get(keyOf(state));
      return known && known.untilMs > elapsedMs() ? known.server : undefined;
    },
    remember(reply: Packet, server: string): void {
      const state = stateOf(reply);
      if (state === undefined) return;
      for (const [key, { untilMs }] of byState) {
        if (untilMs > elapsedMs() && byState.size < mostConversations) break;
        byState.delete(key);
      }
      byState.set(keyOf(state), { server, untilMs: elapsedMs() + longestConversationMs });
    },
  };
}
