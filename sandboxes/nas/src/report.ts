import { type Attribute, AcctStatus, attributesOf } from "@beacom/radius";
import type { VendorBehaviour } from "#vendor";

export type Traffic = { octetsDown: bigint; octetsUp: bigint };

/** What a bad NAS does to its counters. */
export type CounterFault =
  /** 32 bits that begin anew after 4 GiB, without a word about it. */
  "without-gigawords" | "not-in-stop";

export type Report = {
  status: number;
  cause: string | undefined;
  vendor: VendorBehaviour;
  acctSessionId: string;
  username: string;
  framedIpAddress: string;
  framedIpv6Prefix: string | undefined;
  delegatedIpv6Prefix: string | undefined;
  sessionSeconds: number;
  timestamp: number;
  counters: Traffic;
  counterFault: CounterFault | undefined;
};

/** The attributes of one accounting report that are about the session: RFC 2866, RFC 2869 sections 5.1 to 5.3. */
export function reportAttributes(report: Report): Attribute[] {
  const { status, cause, framedIpv6Prefix, delegatedIpv6Prefix } = report;
  const silent = status === AcctStatus.Start || (status === AcctStatus.Stop && report.counterFault === "not-in-stop");
  return attributesOf({
    "Acct-Status-Type": status,
    "Acct-Session-Id": report.acctSessionId,
    "User-Name": report.username,
    "Framed-IP-Address": report.framedIpAddress,
    ...(framedIpv6Prefix === undefined ? {} : { "Framed-IPv6-Prefix": framedIpv6Prefix }),
    ...(delegatedIpv6Prefix === undefined ? {} : { "Delegated-IPv6-Prefix": delegatedIpv6Prefix }),
    "Acct-Authentic": "RADIUS",
    "Event-Timestamp": report.timestamp,
    "Acct-Delay-Time": 0,
    ...(cause === undefined ? {} : { "Acct-Terminate-Cause": cause }),
    ...(silent ? {} : countersOf(report)),
  });
}

function countersOf({ vendor, counters, counterFault, sessionSeconds }: Report): Record<string, number> {
  const { octetsUp, octetsDown } = counters;
  const [input, output] = vendor.acctInput === "upload" ? [octetsUp, octetsDown] : [octetsDown, octetsUp];
  return {
    "Acct-Session-Time": Math.floor(sessionSeconds),
    // 32 bits, and what is beyond in gigawords.
    "Acct-Input-Octets": Number(input & 0xffff_ffffn),
    "Acct-Output-Octets": Number(output & 0xffff_ffffn),
    ...(counterFault === "without-gigawords"
      ? {}
      : { "Acct-Input-Gigawords": Number(input >> 32n), "Acct-Output-Gigawords": Number(output >> 32n) }),
  };
}
