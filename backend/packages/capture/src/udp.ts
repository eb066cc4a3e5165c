import { ok, type Result, refuse } from "@beacom/result";
import { lacking, type Octets } from "#frame";
import { big } from "#integers";
import type { Carried } from "#ip";
import type { PacketRefusal } from "#refusal";

export type Endpoint = { readonly address: string; readonly port: number };

export type UdpDatagram = { readonly source: Endpoint; readonly destination: Endpoint; readonly payload: Uint8Array };

/** RFC 768. The payload is a copy, so that whoever keeps it keeps no more. The checksum is not looked at, as of IP. */
export function readUdp(octets: Octets, carried: Carried): Result<UdpDatagram, PacketRefusal> {
  const { bytes, offset } = octets;
  const { source, destination, at, end } = carried;
  if (at + 8 > end) return refuse({ kind: "udp-length-false", offset: offset + at });
  if (at + 8 > bytes.length) return lacking(octets);
  const length = big.u16(bytes, at + 4);
  if (length < 8 || at + length > end) return refuse({ kind: "udp-length-false", offset: offset + at + 4 });
  if (at + length > bytes.length) return lacking(octets);
  return ok({
    source: { address: source, port: big.u16(bytes, at) },
    destination: { address: destination, port: big.u16(bytes, at + 2) },
    payload: new Uint8Array(bytes.subarray(at + 8, at + length)),
  });
}
