import { Buffer } from "node:buffer";

export type Sent = {
  at: Date;
  from: { address: string; port: number };
  to: { address: string; port: number };
  payload: Uint8Array;
};

/** A capture of IPv4 and UDP without a link layer around it (link type 228), as tcpdump writes it. */
export function pcapFile(datagrams: readonly Sent[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(228, 20);
  return Buffer.concat([header, ...datagrams.map(recordOf)]);
}

function recordOf({ at, from, to, payload }: Sent): Buffer {
  const length = 28 + payload.length;
  const record = Buffer.alloc(16 + 28);
  record.writeUInt32LE(Math.floor(at.getTime() / 1000), 0);
  record.writeUInt32LE((at.getTime() % 1000) * 1000, 4);
  record.writeUInt32LE(length, 8);
  record.writeUInt32LE(length, 12);
  record.set([0x45, 0, length >> 8, length & 255, 0, 0, 0, 0, 64, 17, 0, 0], 16);
  record.set([...from.address.split("."), ...to.address.split(".")].map(Number), 28);
  record.writeUInt16BE(from.port, 36);
  record.writeUInt16BE(to.port, 38);
  record.writeUInt16BE(8 + payload.length, 40);
  return Buffer.concat([record, payload]);
}
