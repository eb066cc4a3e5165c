import { beginEap, type EapConversation, type EapDeps } from "#begin-eap";
import { decodeEap, EapCode } from "#codec/packet";
import type { EapStep } from "#conversation";
import { makePki, type Pki } from "#testing/certificates";
import { certificatePeer, passwordMethods, peerOf } from "#testing/every-peer";
import { type Dice, diceOf, mutate, mutateData, seeded } from "#testing/mutate";
import type { Peer } from "#testing/peer";
import { knownUser, serverOf } from "#testing/server";

export type FuzzOptions = {
  /** Conversations. */
  rounds: number;
  seed: number;
  /** Told once in a while, and of nothing else: what is wrong is thrown. */
  report: (progress: { round: number; tally: FuzzTally }) => void;
};

/** Of a whole run: how each conversation ended, and how many packets were ignored. */
export type FuzzTally = Record<"accepted" | "refused" | "unfinished" | "ignored", number>;

type Guise = {
  peer: Peer;
  /** May it be let in? A peer with a wrong password, or somebody else's certificate, never. */
  worthy: boolean;
};

/**
 * Real conversations of every method with faults in them: in packets, in the data that a method gets, in what goes through the
 * tunnel; packets that are repeated, out of order or made of nothing. Throws, with round and seed, when the server
 * throws, does not answer, answers what is no EAP packet, lets somebody in who has no business here, or does not let in who
 * made no faults. What OpenSSL draws at random is not of the seed: a round repeats its faults, not its octets.
 */
export async function fuzzEap({ rounds, seed, report }: FuzzOptions): Promise<FuzzTally> {
  const pki = makePki("ec");
  const tally: FuzzTally = { accepted: 0, refused: 0, unfinished: 0, ignored: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      const dice = diceOf(seeded(seed + round));
      await converse(pki, dice, tally).catch((cause: unknown) => {
        throw new Error(`round ${round} of seed ${seed}`, { cause });
      });
      if (round % 500 === 499) report({ round, tally });
    }
  } finally {
    pki.remove();
  }
  return tally;
}

async function converse(pki: Pki, dice: Dice, tally: FuzzTally): Promise<void> {
  const deps = serverOf(pki, { maxVersion: "TLSv1.3", fragmentOctets: 100 + dice.below(1_300) });
  const faultsPerPacket = dice.happens(0.2) ? 0 : 0.05 + 0.3 * (dice.below(100) / 100);
  const { peer, worthy } = guise(pki, dice, faultsPerPacket / 2);
  const begun = beginEap(deps, faulty(peer.identityResponse(dice.below(256)), dice, faultsPerPacket));
  if (!begun.ok) return;
  const { conversation, first } = begun.value;
  try {
    const step = await argue({ conversation, deps, peer, dice, faultsPerPacket, tally }, first);
    if (step.kind === "accepted" && !worthy) throw new Error("somebody was let in who has proved nothing");
    const due = worthy ? "accepted" : "refused";
    if (faultsPerPacket === 0 && step.kind !== due) throw new Error(`${step.kind} where ${due} was due`);
    tally[step.kind === "accepted" || step.kind === "refused" ? step.kind : "unfinished"]++;
  } finally {
    conversation.close();
    peer.close();
  }
}

function guise(pki: Pki, dice: Dice, faultsPerWord: number): Guise {
  const worthy = dice.happens(0.5);
  const maxVersion = dice.happens(0.5) ? "TLSv1.2" : "TLSv1.3";
  const tls = { maxVersion, fragmentOctets: 60 + dice.below(1_400), early: dice.happens(0.2) } as const;
  const method = passwordMethods[dice.below(passwordMethods.length + 1)];
  if (method === undefined) return { peer: certificatePeer(worthy ? pki.client : pki.stranger, tls), worthy };
  const tamper = (said: Uint8Array) => (dice.happens(faultsPerWord) ? mutate(said, dice) : said);
  const password = worthy ? knownUser.password : "wrong";
  const username = dice.happens(0.9) ? knownUser.username : "nobody";
  return {
    peer: peerOf(method, { username, password, tls, tamper }),
    worthy: worthy && username === knownUser.username,
  };
}

type Argument = {
  conversation: EapConversation;
  deps: EapDeps;
  peer: Peer;
  dice: Dice;
  faultsPerPacket: number;
  tally: FuzzTally;
};

/** To its end, or until nobody has anything to say. Where a fault was ignored, the peer says it again as it should be. */
async function argue(argument: Argument, first: EapStep): Promise<EapStep> {
  const { conversation, peer, dice, faultsPerPacket, tally } = argument;
  const said: Uint8Array[] = [peer.identityResponse()];
  let step = checked(first, undefined);
  while (step.kind === "ask") {
    const honest = await peer.answer(step.eap);
    if (honest === undefined) return step;
    let answer = checked(await conversation.hear(faulty(honest, dice, faultsPerPacket, said)), step);
    said.push(honest);
    if (answer.kind === "ignored" || answer === step) {
      tally.ignored++;
      answer = checked(await conversation.hear(honest), step);
    }
    if (answer.kind === "ignored") return answer;
    step = answer;
  }
  return step;
}

function faulty(honest: Uint8Array, dice: Dice, probability: number, said: readonly Uint8Array[] = []): Uint8Array {
  if (!dice.happens(probability)) return honest;
  switch (dice.below(5)) {
    case 0:
      return mutate(honest, dice);
    case 1:
      return dice.octets(dice.below(60));
    case 2:
      return said[dice.below(said.length)] ?? honest;
    default:
      return mutateData(honest, dice);
  }
}

function checked(step: EapStep, before: EapStep | undefined): EapStep {
  if (step.kind === "ignored" || step === before) return step;
  const packet = decodeEap(step.eap);
  if (!packet.ok) throw new Error(`the server said what is no EAP packet: ${packet.error.kind}`);
  const code = { ask: EapCode.Request, accepted: EapCode.Success, refused: EapCode.Failure }[step.kind];
  if (packet.value.code !== code) throw new Error(`code ${packet.value.code} goes out with ${step.kind}`);
  if (before?.kind === "ask" && step.kind === "ask" && before.eap[1] === step.eap[1]) {
    throw new Error("two requests that follow each other have one identifier");
  }
  return step;
}
