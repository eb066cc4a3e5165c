import { chainIsTrusted } from "#chain-is-trusted";
import { type Element, inside, readingDer } from "#der/read";
import { element } from "#der/write";
import { toPem } from "#pem";
import { readCertificate } from "#read-certificate";
import { readSigningRequest } from "#signing-request";

export type FuzzReport = {
  readonly rounds: number;
  readonly accepted: number;
  /** How often each kind of refusal was given. */
  readonly refused: Readonly<Record<string, number>>;
  /** Of one round, in the time of this thread, whatever else the machine does. */
  readonly slowestMs: number;
};

/** Reads mutations of these certificates and requests (DER), as either, and judges them by this authority. A reader that throws ends it with its error; the same seed repeats the same run. */
export function fuzzCertificates(run: {
  rounds: number;
  seed: number;
  samples: readonly Uint8Array[];
  authorityPem: string;
}): FuzzReport {
  const random = randomFrom(run.seed);
  const refused: Record<string, number> = {};
  const judgement = { authorityPems: [run.authorityPem], at: new Date(), usage: "client" } as const;
  let accepted = 0;
  let slowestMs = 0;
  for (let round = 0; round < run.rounds; round++) {
    let bytes = run.samples[random(run.samples.length)]!;
    for (let times = random(3); times >= 0; times--) bytes = mutated(bytes, random);
    const start = process.threadCpuUsage();
    const results = [
      readCertificate(bytes),
      readSigningRequest(toPem("CERTIFICATE REQUEST", bytes)),
      chainIsTrusted({ ...judgement, certificate: bytes, intermediates: [bytes, ...run.samples] }),
    ];
    const { user, system } = process.threadCpuUsage(start);
    slowestMs = Math.max(slowestMs, (user + system) / 1_000);
    for (const result of results) {
      if (result.ok) accepted++;
      else refused[result.error.kind] = (refused[result.error.kind] ?? 0) + 1;
    }
  }
  return { rounds: run.rounds, accepted, refused, slowestMs };
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

const tellingOctets = [0x00, 0x01, 0x02, 0x06, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff];

function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  // Half of the time lengths stay true, so that a change deep inside is reached.
  return random(2) === 0 ? rebuilt(bytes, random) : spoilt(bytes, random);
}

function spoilt(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length + 1);
  const octets = [...bytes];
  const some = Array.from({ length: random(12) }, () => random(256));
  switch (random(5)) {
    case 0:
      octets[at] = tellingOctets[random(tellingOctets.length)]!;
      break;
    case 1:
      octets[at] = (octets[at] ?? 0) ^ (1 << random(8));
      break;
    case 2:
      octets.splice(at, random(20));
      break;
    case 3:
      octets.splice(at, 0, ...some);
      break;
    default:
      octets.length = at;
  }
  return Uint8Array.from(octets);
}

/** One element somewhere in the tree is spoilt, removed, doubled or given another tag; those around it are written anew. */
function rebuilt(bytes: Uint8Array, random: Random): Uint8Array {
  let left = random(60);
  const write = ({ tag, content, whole, offset }: Element): Uint8Array => {
    if (left-- === 0) {
      const choices = [
        element(tag, spoilt(content, random)),
        new Uint8Array(),
        Buffer.concat([whole, whole]),
        element(tellingOctets[random(tellingOctets.length)]!, content),
        element(tag),
      ];
      return choices[random(choices.length)]!;
    }
    const parts = readingDer(() => inside({ tag, content, whole, offset }).rest());
    // An octet string may hold elements too: that is how extensions are.
    const nested = parts.ok && ((tag & 0x20) !== 0 || tag === 0x04);
    return nested ? element(tag, ...parts.value.map(write)) : whole;
  };
  const root: Element = { tag: 0, content: bytes, whole: bytes, offset: 0 };
  const parts = readingDer(() => inside(root).rest());
  return parts.ok ? Buffer.concat(parts.value.map(write)) : spoilt(bytes, random);
}
