import type { RadiusHere } from "#commands/radius/here";
import { listed } from "#commands/radius/listed";

export type Asked = Pick<RadiusHere, "radius" | "admin">;
/** `what`: the refusal as a sentence, where its name is none. */
export type Remedy = { what?: string; remedies: (here: Asked) => Promise<readonly string[]> };

const routers = async ({ radius }: Asked): Promise<string[]> => {
  const { nas } = await radius.listNas({});
  const names = nas.map(({ name }) => name);
  return [listed(names, "There is none yet: ./beacom radius nas put --help")];
};

const documents =
  (kind: "profile" | "nas-kind") =>
  async ({ admin }: Asked): Promise<string[]> => {
    const found = await admin.listPolicy({ kind });
    return [
      listed(
        found.documents.map(({ name }) => name),
        "There is none yet.",
      ),
    ];
  };

const homeServers = async ({ admin }: Asked): Promise<string[]> => {
  const { servers } = await admin.listHomeServers({});
  const names = servers.map(({ name }) => name);
  return [listed(names, "There is none yet: ./beacom radius home-server put --help")];
};

const say =
  (...lines: string[]) =>
  (): Promise<readonly string[]> =>
    Promise.resolve(lines);

/** What a refusal means to whoever typed the command, by the server's name for it. */
export const remedies: Readonly<Record<string, Remedy>> = {
  "nas-unknown": { what: "no router has this name", remedies: routers },
  "nas-not-there": { what: "no router has this name", remedies: routers },
  "vendor-unknown": { what: "no kind of router has this name", remedies: documents("nas-kind") },
  "profile-unknown": { what: "no access profile has this name", remedies: documents("profile") },
  "home-server-unknown": { what: "no home server has this name", remedies: homeServers },
  "customer-unknown": {
    what: "nobody is known by this customer id",
    remedies: say("Customer ids begin with cus_; ./beacom radius explain USERNAME --nas ROUTER says whose is whose."),
  },
  "owner-unknown": {
    what: "there is no such customer or router",
    remedies: say("A customer is given by id (cus_…), a router by its name (./beacom radius nas list)."),
  },
  "session-not-open": {
    what: "no open session has this id",
    remedies: say("It may have ended meanwhile. Those that are open: ./beacom radius sessions --open"),
  },
  "credential-not-made-yet": {
    what: "this customer has no network credential yet",
    remedies: say("It is made when the customer is verified."),
  },
  "not-there": {
    what: "there is nothing of this name",
    remedies: say("The same command with `list` says what there is."),
  },
  "in-use": {
    what: "it is still in use",
    remedies: say("Give those who use it another one first; then it can go."),
  },
  "name-missing": { remedies: say("Give it a name.") },
  "name-not-valid": {
    what: "the name cannot be used",
    remedies: say("Small letters, digits, dots, dashes and underscores; a letter or digit first; 63 at most."),
  },
  "address-not-valid": {
    what: "the address cannot be used",
    remedies: say("An address (10.0.0.1, 2001:db8::1) or a network (10.0.0.0/24)."),
  },
  "address-taken": {
    what: "the address is somebody else's",
    remedies: say(
      "Routers of one address are told apart by --identifier (NAS-Identifier); a subscriber's fixed address is theirs alone.",
    ),
  },
  "secret-missing": {
    what: "a new entry needs a secret",
    remedies: say("--new-secret makes one up and shows it; --secret-file FILE takes yours."),
  },
  "certificate-not-valid": {
    what: "the certificate cannot be told by this",
    remedies: say('A name in it, or "sha256:" and its fingerprint in 64 hexadecimal digits.'),
  },
  "port-not-valid": { remedies: say("A port is a number from 1 to 65535.") },
  "policy-unknown": { what: "Message-Authenticator is required “yes”, “no” or “auto”", remedies: say() },
  "pace-not-valid": { what: "the pace cannot be kept", remedies: say("1 to 10000 CoA and Disconnect a second.") },
  "fallback-unknown": { what: "after a failed CoA comes disconnect or device-api", remedies: say() },
  "device-api-not-valid": {
    what: "the router's API cannot be reached like this",
    remedies: say("It needs a username; the address is an IP address, the fingerprint 64 hexadecimal digits."),
  },
  "device-password-missing": {
    what: "the router's API needs a password",
    remedies: say("--api-password-file FILE, or - to type it in."),
  },
  "definition-not-valid": { what: "it is not understood", remedies: say("Nothing was changed.") },
  "settings-not-valid": { what: "the settings are not understood", remedies: say("Nothing was changed.") },
  "mac-not-valid": {
    what: "no device has this hardware address",
    remedies: say("Twelve hexadecimal digits: aa:bb:cc:dd:ee:ff."),
  },
  "device-taken": {
    what: "the device is another customer's",
    remedies: say("Take it from them first: ./beacom radius device remove MAC"),
  },
  "range-not-valid": { remedies: say("A network (100.64.0.0/16, 2001:db8::/32) or first-last.") },
  "ranges-missing": { what: "a pool needs at least one range", remedies: say() },
  "families-mixed": { what: "a pool is IPv4 or IPv6", remedies: say("Make two pools.") },
  "prefix-length-not-valid": {
    what: "the ranges do not divide into prefixes of this length",
    remedies: say("IPv4: always 32. IPv6: ranges must begin and end where a prefix does."),
  },
  "range-taken": { what: "part of the range is in another pool", remedies: say("./beacom radius pool list") },
  "range-in-use": {
    what: "addresses of a range that would go were given out",
    remedies: say("Keep it until nobody has one of it; new ranges can be added at any time."),
  },
  "pool-changed": {
    what: "what a pool gives out stays as it is",
    remedies: say("Make another pool and change the profiles to it."),
  },
  "certificate-unknown": {
    what: "no certificate has this serial number",
    remedies: say("./beacom radius certificate list"),
  },
  "already-revoked": { what: "it is revoked already", remedies: say() },
  "reason-unknown": {
    what: "the reason is none that certificates know",
    remedies: say("key-compromise, superseded, cessation-of-operation, affiliation-changed, unspecified"),
  },
  "passphrase-not-valid": {
    what: "the passphrase cannot be used",
    remedies: say("8 characters or more, those of an English keyboard; none together with a signing request."),
  },
  "request-not-valid": { what: "the signing request cannot be used", remedies: say() },
  "days-not-valid": { what: "the number of days must be above 0", remedies: say() },
  "authority-too-old": {
    what: "it would outlive the authority",
    remedies: say("Ask for fewer days: ./beacom radius certificate authority says until when it holds."),
  },
  "way-unknown": { what: "a quarantined report is tried again or discarded", remedies: say() },
  "queue-full": {
    what: "the server has too many reports to write now",
    remedies: say("Try again in a minute: ./beacom radius status shows the queue."),
  },
  "server-address-not-valid": {
    what: "the home server's address cannot be used",
    remedies: say("Over UDP an IP address; over RadSec a host name will do."),
  },
  "transport-unknown": { what: "a home server is asked over udp or radsec", remedies: say() },
  "patience-not-valid": { what: "the patience is 100 to 60000 milliseconds", remedies: say() },
  "order-unknown": { what: "home servers are asked in failover or balance", remedies: say() },
  "attribute-unknown": {
    what: "an attribute is not in any dictionary",
    remedies: say("./beacom radius dictionary list"),
  },
  "action-unknown": { what: "sessions are disconnected or refreshed", remedies: say() },
};
