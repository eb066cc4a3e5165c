import {
  type Attribute,
  addressAttribute,
  attributesOf,
  chapRequest,
  Code,
  eapAttributes,
  encodeRequest,
  integerAttribute,
  msChapV2Request,
  type NamedValue,
  papRequest,
  type Secret,
  textAttribute,
  Type,
} from "@beacom/radius";
import type { Dice } from "../../../backend/packages/eap/src/testing/mutate.ts";
import { customerOf, passwordOf, usernameOf } from "../../faults/seeded-database.ts";
import { subscribers } from "./fuzzed-server.ts";

/** A request before it is signed: what is spoilt in its attributes is signed like everything else. */
export type Draft = {
  readonly door: "auth" | "acct";
  readonly code: number;
  readonly authenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
};

/** Different ids and names are kept in memory by the server, and rightly so: their number is bounded. */
const sessionIds = 20;

/** A good request of any kind, of somebody whom the server knows. */
export function goodRequest(dice: Dice, secret: Secret): Draft {
  const username = usernameOf(dice.below(subscribers));
  const password = dice.happens(0.8) ? passwordOf(username) : "wrong";
  const authenticator = dice.octets(16);
  const access = (attributes: readonly Attribute[]): Draft => ({
    door: "auth",
    code: Code.AccessRequest,
    authenticator,
    attributes: [...attributes, ...described(dice)],
  });
  switch (dice.below(10)) {
    case 0:
      return access(papRequest({ username, password, authenticator, secret }));
    case 1:
      return access(chapRequest({ username, password, challenge: dice.octets(16) }));
    case 2:
      return access(msChapV2Request({ username, password, challenge: dice.octets(16) }).attributes);
    case 3:
      return access([textAttribute(Type.UserName, username), ...eapAttributes(identityResponse(username, dice))]);
    case 4:
      return access(papRequest({ username: mac(dice), password: mac(dice), authenticator, secret }));
    case 5: {
      const door = dice.happens(0.5) ? "auth" : "acct";
      return { door, code: Code.StatusServer, authenticator, attributes: [] };
    }
    default:
      return { door: "acct", code: Code.AccountingRequest, authenticator, attributes: accounting(dice, username) };
  }
}

export const sign = ({ code, authenticator, attributes }: Draft, identifier: number, secret: Secret): Uint8Array =>
  encodeRequest({ code, identifier, attributes, secret, authenticator });

const described = (dice: Dice): Attribute[] => [
  addressAttribute(Type.NasIpAddress, "127.0.0.1"),
  integerAttribute(Type.NasPort, dice.below(1_000)),
  textAttribute(Type.CallingStationId, mac(dice)),
  textAttribute(Type.CalledStationId, "pppoe-1"),
];

const mac = (dice: Dice): string => `02-00-00-00-00-${dice.below(40).toString(16).padStart(2, "0")}`;

/** EAP's answer to who is there (RFC 3748 section 5.1). */
function identityResponse(username: string, dice: Dice): Uint8Array {
  const bytes = Buffer.concat([Buffer.of(2, dice.below(256), 0, 0, 1), Buffer.from(username)]);
  bytes.writeUInt16BE(bytes.length, 2);
  return bytes;
}

const statuses = ["Start", "Interim-Update", "Interim-Update", "Interim-Update", "Stop", "Tunnel-Start", "Failed"];
const startedAt = Math.floor(Date.now() / 1000) - 100_000;

function accounting(dice: Dice, username: string): Attribute[] {
  // A restart closes the sessions of a whole router: it is no everyday thing.
  const status = dice.happens(0.001) ? "Accounting-On" : statuses[dice.below(statuses.length)]!;
  const seconds = dice.below(90_000);
  const named: Record<string, NamedValue> = {
    "Acct-Status-Type": status,
    "Acct-Session-Id": `8${dice.below(sessionIds)}`,
    "User-Name": username,
    "NAS-IP-Address": "127.0.0.1",
    "Framed-IP-Address": `100.66.0.${dice.below(256)}`,
    "Calling-Station-Id": mac(dice),
    "Event-Timestamp": startedAt + seconds,
    "Acct-Delay-Time": dice.below(5),
    "Acct-Session-Time": seconds,
    "Acct-Input-Octets": dice.below(2 ** 32),
    "Acct-Output-Octets": dice.below(2 ** 32),
    "Acct-Input-Gigawords": dice.below(3),
    "Acct-Output-Gigawords": dice.below(300),
    "Framed-IPv6-Prefix": "2001:db8::/64",
    ...(dice.happens(0.5) && { Class: `${customerOf(dice.below(subscribers))}/1` }),
    ...(status === "Stop" && { "Acct-Terminate-Cause": "User-Request" }),
  };
  return attributesOf(named);
}
