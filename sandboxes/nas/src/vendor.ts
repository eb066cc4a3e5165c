import { Type, Vendor as VendorNumber } from "@beacom/radius";
import type { MacSpelling } from "#mac-address";

export type Flavour = "mikrotik" | "mikrotik-hotspot" | "coovachilli" | "unifi" | "cisco";

/** What a CoA or a Disconnect may tell a session by: RFC 5176 section 3, and Cisco's Account-Info "S" and an address. */
export type Identifier =
  | "User-Name"
  | "Framed-IP-Address"
  | "Acct-Session-Id"
  | "Calling-Station-Id"
  | "Cisco-Account-Info";

/** Attributes that a rate is read from. */
export type RateWords =
  /** One text of what the router receives, a slash, and what it transmits. */
  | { readonly kind: "rx/tx"; readonly vendor: number; readonly type: number }
  | {
      readonly kind: "two-integers";
      readonly vendor: number;
      readonly up: number;
      readonly down: number;
      readonly bitsPerUnit: 1 | 1000;
    }
  /** Cisco-AVPairs that limit an interface by number or name a policy map, and Policy-Up and -Down that name one. */
  | { readonly kind: "cisco" };

export type VendorBehaviour = {
  readonly service: "pppoe" | "hotspot" | "wireless" | "isg";
  /** How it describes the access, in every request and report. */
  readonly described: Readonly<Record<string, string>>;
  readonly userNameMac: MacSpelling;
  readonly callingStationMac: MacSpelling;
  /** The guest has an address by DHCP before anybody logs in, and the Access-Request tells it. */
  readonly addressBeforeLogin: boolean;
  readonly sessionIdInAccessRequest: boolean;
  readonly sessionId: { readonly leading: string; readonly digits: number; readonly letters: "upper" | "lower" };
  /** RFC 2866: input is what comes from the subscriber. CoovaChilli counts from the other side. */
  readonly acctInput: "upload" | "download";
  /** A shorter Acct-Interim-Interval is passed over. */
  readonly shortestInterimSeconds: number;
  /** The first kind that is there decides. */
  readonly rates: readonly RateWords[];
  /** Attributes that put the session on a list or under a filter. */
  readonly lists: readonly { readonly type: number; readonly vendor?: number }[];
  readonly vlan: boolean;
  readonly dynamicAuthorization: {
    /** Everything of these that the request tells must be the session's; it does not see the others. */
    readonly looksAt: readonly Identifier[];
    /** One of these sets must be there in full. */
    readonly needs: readonly (readonly Identifier[])[];
    /** Without one: says yes and does nothing, says nothing, or refuses with this Error-Cause. */
    readonly unidentified: "ack" | "silence" | number;
    /** When one thing fits a session and another does not. */
    readonly contradicted: number;
    readonly several: "all" | number;
  };
};

const wispr: RateWords = { kind: "two-integers", vendor: VendorNumber.Wispr, up: 7, down: 8, bitsPerUnit: 1 };
const chilliSpot: RateWords = {
  kind: "two-integers",
  vendor: VendorNumber.ChilliSpot,
  up: 4,
  down: 5,
  bitsPerUnit: 1000,
};
const mikrotikRateLimit: RateWords = { kind: "rx/tx", vendor: VendorNumber.Mikrotik, type: 8 };
const filterId = { type: Type.FilterId };
const addressList = { type: 19, vendor: VendorNumber.Mikrotik };
const upperColons = { separator: ":", letters: "upper" } as const;
const upperDashes = { separator: "-", letters: "upper" } as const;
const bareLower = { separator: "", letters: "lower" } as const;

/** What this stand-in knows of each vendor: another one is another entry. */
export const vendors: Readonly<Record<Flavour, VendorBehaviour>> = {
  mikrotik: {
    service: "pppoe",
    described: {
      "Service-Type": "Framed-User",
      "Framed-Protocol": "PPP",
      "NAS-Port-Type": "Ethernet",
      "NAS-Port-Id": "ether1",
      "Called-Station-Id": "beacom-pppoe",
    },
    userNameMac: upperColons,
    callingStationMac: upperColons,
    addressBeforeLogin: false,
    sessionIdInAccessRequest: false,
    sessionId: { leading: "8", digits: 8, letters: "lower" },
    acctInput: "upload",
    shortestInterimSeconds: 1,
    rates: [mikrotikRateLimit, wispr],
    lists: [addressList, filterId],
    vlan: false,
    dynamicAuthorization: {
      looksAt: ["User-Name", "Framed-IP-Address", "Acct-Session-Id"],
      needs: [["User-Name", "Framed-IP-Address"], ["Acct-Session-Id"]],
      unidentified: "ack",
      contradicted: 503,
      several: 508,
    },
  },
  "mikrotik-hotspot": {
    service: "hotspot",
    described: {
      "Service-Type": "Login-User",
      "NAS-Port-Type": "Wireless-802.11",
      "NAS-Port-Id": "bridge-hotspot",
      "Called-Station-Id": "hotspot1",
    },
    userNameMac: upperColons,
    callingStationMac: upperColons,
    addressBeforeLogin: true,
    sessionIdInAccessRequest: true,
    sessionId: { leading: "8", digits: 8, letters: "lower" },
    acctInput: "upload",
    shortestInterimSeconds: 1,
    rates: [mikrotikRateLimit, wispr],
    lists: [addressList, filterId],
    vlan: false,
    dynamicAuthorization: {
      looksAt: ["User-Name", "Framed-IP-Address", "Acct-Session-Id"],
      // The session id alone does not do here.
      needs: [["User-Name", "Framed-IP-Address"]],
      unidentified: "ack",
      contradicted: 503,
      several: 508,
    },
  },
  coovachilli: {
    service: "hotspot",
    described: {
      "Service-Type": "Login-User",
      "NAS-Port-Type": "Wireless-802.11",
      "NAS-Port-Id": "00000001",
      "Called-Station-Id": "02-00-00-00-00-AA",
    },
    userNameMac: upperDashes,
    callingStationMac: upperDashes,
    addressBeforeLogin: true,
    sessionIdInAccessRequest: true,
    sessionId: { leading: "", digits: 16, letters: "lower" },
    acctInput: "download",
    shortestInterimSeconds: 60,
    rates: [chilliSpot, wispr],
    lists: [filterId],
    vlan: false,
    dynamicAuthorization: {
      looksAt: ["User-Name", "Acct-Session-Id"],
      needs: [["User-Name"]],
      unidentified: "silence",
      contradicted: 503,
      several: "all",
    },
  },
  unifi: {
    service: "wireless",
    described: {
      "Service-Type": "Framed-User",
      "NAS-Port-Type": "Wireless-802.11",
      "NAS-Port-Id": "wlan0",
      "Called-Station-Id": "02-00-00-00-00-BB:Beacom",
    },
    userNameMac: bareLower,
    callingStationMac: upperDashes,
    addressBeforeLogin: true,
    sessionIdInAccessRequest: true,
    sessionId: { leading: "", digits: 16, letters: "upper" },
    acctInput: "upload",
    shortestInterimSeconds: 1,
    rates: [wispr],
    lists: [filterId],
    vlan: true,
    dynamicAuthorization: {
      looksAt: ["Acct-Session-Id", "Calling-Station-Id", "User-Name"],
      needs: [["Acct-Session-Id"], ["Calling-Station-Id"], ["User-Name"]],
      unidentified: 402,
      contradicted: 503,
      several: 508,
    },
  },
  cisco: {
    service: "isg",
    described: {
      "Service-Type": "Framed-User",
      "Framed-Protocol": "PPP",
      "NAS-Port-Type": "Virtual",
      "NAS-Port-Id": "0/0/1/100",
      "Called-Station-Id": "02-00-00-00-00-CC",
    },
    userNameMac: bareLower,
    callingStationMac: upperDashes,
    addressBeforeLogin: false,
    sessionIdInAccessRequest: false,
    sessionId: { leading: "", digits: 8, letters: "upper" },
    acctInput: "upload",
    shortestInterimSeconds: 1,
    rates: [{ kind: "cisco" }],
    lists: [filterId],
    vlan: false,
    dynamicAuthorization: {
      looksAt: ["Acct-Session-Id", "Cisco-Account-Info"],
      needs: [["Acct-Session-Id"], ["Cisco-Account-Info"]],
      unidentified: 402,
      contradicted: 407,
      several: 508,
    },
  },
};
