import { ok, type Result, refuse } from "@beacom/result";
import type { Counts } from "#counts";
import { type Frame, lacking, type Octets } from "#frame";
import { afterExtensions, type Carried, type Fragmentation, readIp, udp } from "#ip";
import { ipStart } from "#link-layer";
import type { Whole } from "#partial-datagram";
import type { Reassembly } from "#reassembly";
import type { PacketRefusal } from "#refusal";
import { readUdp, type UdpDatagram } from "#udp";

type Found = Result<UdpDatagram | undefined, PacketRefusal>;

/** From the line up to UDP. Undefined for other traffic, and for a fragment while others are missing. */
export function udpOfFrame(frame: Frame, reassembly: Reassembly, counts: Counts): Found {
  const start = ipStart(frame);
  if (!start.ok) return start;
  const carried = start.value && readIp(frame, start.value);
  if (carried && !carried.ok) return carried;
  if (carried?.value.fragment) {
    counts.fragments++;
    return udpOfFragment(frame, carried.value, carried.value.fragment, reassembly);
  }
  if (carried?.value.protocol === udp) return readUdp(frame, carried.value);
  counts.otherTraffic++;
  return ok(undefined);
}

function udpOfFragment(frame: Frame, carried: Carried, fragment: Fragmentation, reassembly: Reassembly): Found {
  const { source, destination, protocol, at, end } = carried;
  const { offset, atMicroseconds } = frame;
  if (end > frame.bytes.length) return lacking(frame);
  const { key, first, more } = fragment;
  const bytes = frame.bytes.subarray(at, end);
  const whole = reassembly.add(key, { first, more, protocol, bytes, offset, atMicroseconds });
  if (!whole.ok) return whole;
  if (!whole.value) return ok(undefined);
  const datagram = udpOfWhole(whole.value, { source, destination });
  // What was put together stands nowhere in the file; its last fragment does.
  return datagram.ok ? datagram : refuse({ ...datagram.error, offset });
}

function udpOfWhole({ bytes, protocol }: Whole, ends: Pick<Carried, "source" | "destination">): Found {
  const octets: Octets = { bytes, originalLength: bytes.length, offset: 0 };
  const inner = afterExtensions(octets, { ...ends, protocol, at: 0, end: bytes.length });
  if (!inner.ok) return inner;
  if (inner.value.fragment) return refuse({ kind: "fragment-of-fragment", offset: 0 });
  return inner.value.protocol === udp ? readUdp(octets, inner.value) : ok(undefined);
}
