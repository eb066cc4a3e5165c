import { readCapture } from "#read-capture";
import { blocks, pcapFile, pcapngFile } from "#testing/capture-files";
import { ethernet, extension, filler, ipv4, ipv6Fragment, linuxCooked2, text, udp } from "#testing/packets";

export type FuzzReport = {
  readonly rounds: number;
  readonly datagrams: number;
  /** How often each kind of refusal was given. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of one round, in the time of this thread, whatever else the machine does. */
  readonly slowestMs: number;
};

/** Reads captures that were changed at random. A reader that throws, or names an octet that the file has not, ends it with an error; the same seed repeats the same run. */
export async function fuzzCapture(run: { rounds: number; seed: number }): Promise<FuzzReport> {
  const random = randomFrom(run.seed);
  const files = samples();
  const refused: Record<string, number> = {};
  let datagrams = 0;
  let slowestMs = 0;
  for (let round = 0; round < run.rounds; round++) {
    let file = files[random(files.length)]!;
    for (let times = random(4); times >= 0; times--) file = mutated(file, random);
    const start = process.threadCpuUsage();
    for await (const item of readCapture(inChunks(file, random))) {
      if (item.ok) datagrams++;
      else {
        const { kind, offset } = item.error;
        if (offset < 0 || offset > file.length) throw new RangeError(`${kind} at ${offset} of ${file.length}`);
        refused[kind] = (refused[kind] ?? 0) + 1;
      }
    }
    const { user, system } = process.threadCpuUsage(start);
    slowestMs = Math.max(slowestMs, (user + system) / 1_000);
  }
  return { rounds: run.rounds, datagrams, refused, slowestMs };
}

/** One of each form of file, with fragments, extension headers and tags in them. */
function samples(): Uint8Array[] {
  const whole = udp(filler(300));
  const [head, tail] = [whole.subarray(0, 160), whole.subarray(160)];
  const six = { type: 0x86dd };
  const frames = [
    ethernet(ipv4(udp(text("hello")), { options: [7, 4, 4, 0] }), { tags: [0x88a8, 0x8100] }),
    ethernet(ipv4(head, { more: true })),
    ethernet(ipv6Fragment(extension(17, 0, head), { next: 60, more: true }), six),
    ethernet(ipv4(tail, { first: 160 })),
    ethernet(ipv6Fragment(tail, { next: 60, first: 168 }), six),
  ].map((bytes) => ({ bytes }));
  const forms = (["big", "little"] as const).flatMap((order) => {
    const { section, interface: described, packet, simplePacket, block } = blocks(order);
    const lines = [described({ resolution: 9 }), described({ linkType: 276, offsetSeconds: 5n })];
    const cooked = { bytes: linuxCooked2(ipv4(udp(text("hello")))) };
    return [
      pcapFile(frames, { order }),
      pcapFile([cooked, cooked], { order, linkType: 276, nanoseconds: true }),
      pcapngFile(section(), ...lines, block(5, new Uint8Array(30)), ...frames.map((frame) => packet(frame))),
      pcapngFile(section(), ...lines, packet(cooked, { interfaceId: 1 }), simplePacket(frames[0]!)),
    ];
  });
  return forms;
}

type Random = (below: number) => number;

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const tellingOctets = [0x00, 0x01, 0x04, 0x08, 0x11, 0x20, 0x2c, 0x45, 0x60, 0x7f, 0x80, 0xff];

function mutated(file: Uint8Array, random: Random): Uint8Array {
  const at = random(file.length + 1);
  const copy = Uint8Array.from(file);
  switch (random(6)) {
    case 0:
      copy.fill(tellingOctets[random(tellingOctets.length)]!, at, at + 1);
      return copy;
    case 1:
      if (at < copy.length) copy[at]! ^= 1 << random(8);
      return copy;
    case 2:
      copy.fill(0xff, at, at + 1 + random(4));
      return copy;
    case 3:
      return Buffer.concat([file.subarray(0, at), file.subarray(at + random(40))]);
    case 4:
      return Buffer.concat([file.subarray(0, at), file.subarray(Math.max(0, at - random(200)))]);
    default:
      return file.subarray(0, at);
  }
}

async function* inChunks(file: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; ) {
    const end = at + random(400);
    yield file.subarray(at, end);
    at = end;
  }
}
