import { createAuthority, issueCertificate } from "@beacom/certificates";
import { fuzzPackets } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { fuzzCapture } from "../../backend/packages/capture/src/testing/fuzz-capture.ts";
import { pemBlocks } from "../../backend/packages/certificates/src/pem.ts";
import { fuzzCertificates } from "../../backend/packages/certificates/src/testing/fuzz-certificates.ts";
import { ecKeys, requestDer } from "../../backend/packages/certificates/src/testing/request.ts";
import { fuzzEap } from "../../backend/packages/eap/src/fuzz.ts";
import { fuzzServer } from "./server/fuzz-server.ts";
import { fuzzTunnels } from "./server/fuzz-tunnels.ts";

export type Run = { rounds: number; seed: number; say: (text: string) => void };

/** `usual`: so many rounds when nobody says how many. Each throws when something is wrong, and says in the end what it saw. */
export type Campaign = { usual: number; run: (this: void, run: Run) => Promise<string> };

export const campaigns = {
  packets: {
    usual: 2_000_000,
    run: async ({ rounds, seed, say }) => {
      const report = ({ rounds: n, decoded }: { rounds: number; decoded: number }): void => {
        if (n % 1_000_000 === 0) say(`${n} packets, ${decoded} of them still readable`);
      };
      return JSON.stringify(fuzzPackets({ rounds, seed, report }));
    },
  },
  eap: {
    usual: 10_000,
    run: async ({ rounds, seed, say }) => {
      const tally = await fuzzEap({
        rounds,
        seed,
        report({ round, tally: soFar }) {
          if ((round + 1) % 5_000 === 0) say(`${round + 1} conversations, ${JSON.stringify(soFar)}`);
        },
      });
      return JSON.stringify(tally);
    },
  },
  tls: { usual: 2_000, run: fuzzTunnels },
  captures: {
    usual: 50_000,
    run: ({ rounds, seed, say }) =>
      inPieces(rounds, 10_000, say, async (piece, from) => {
        const { datagrams, refused, slowestMs } = await fuzzCapture({ rounds: piece, seed: seed + from });
        return `${datagrams} datagrams, ${Object.keys(refused).length} kinds of refusal, slowest ${slowestMs.toFixed(1)} ms`;
      }),
  },
  certificates: {
    usual: 20_000,
    run: async ({ rounds, seed, say }) => {
      const { samples, authorityPem } = await certificatesToSpoil();
      return inPieces(rounds, 5_000, say, async (piece, from) => {
        const report = fuzzCertificates({ rounds: piece, seed: seed + from, samples, authorityPem });
        return `${report.accepted} accepted, ${Object.keys(report.refused).length} kinds of refusal, slowest ${report.slowestMs.toFixed(1)} ms`;
      });
    },
  },
  server: { usual: 200_000, run: fuzzServer },
} satisfies Record<string, Campaign>;

export const isCampaign = (name: string): name is keyof typeof campaigns => Object.hasOwn(campaigns, name);

/** A long run in pieces, each with a seed of its own, so that it can be told how far it is. */
async function inPieces(
  rounds: number,
  size: number,
  say: Run["say"],
  run: (rounds: number, from: number) => Promise<string>,
): Promise<string> {
  let last = "";
  for (let from = 0; from < rounds; from += size) {
    last = await run(Math.min(size, rounds - from), from);
    if ((from / size) % 10 === 9) say(`${from + size} rounds; in the last ${size}: ${last}`);
  }
  return `${rounds} rounds; in the last piece: ${last}`;
}

async function certificatesToSpoil() {
  const now = new Date();
  const authority = await createAuthority({ commonName: "Fuzz authority", organisation: "Fuzz", days: 30, now });
  const issued = valueOf(
    await issueCertificate({
      authority,
      profile: "radsec",
      commonName: "tower-9",
      dnsNames: ["tower-9.fuzz.example"],
      ipAddresses: ["10.0.0.9"],
      days: 10,
      now,
    }),
  );
  const pems = [authority.certificatePem, issued.certificatePem];
  const samples = [...pems.map((pem) => pemBlocks(pem, "CERTIFICATE")[0]!), requestDer({ keys: ecKeys() })];
  return { samples, authorityPem: authority.certificatePem };
}
