import {
  type Attribute,
  Code,
  eapAttributes,
  eapMessageOf,
  encodeRequest,
  type Secret,
  stateAttribute,
  stateOf,
  textAttribute,
  Type,
} from "@beacom/radius";
import { certificatePeer, passwordMethods, peerOf } from "../../../backend/packages/eap/src/testing/every-peer.ts";
import { type Dice, mutate, mutateData } from "../../../backend/packages/eap/src/testing/mutate.ts";
import type { Peer } from "../../../backend/packages/eap/src/testing/peer.ts";
import { passwordOf, usernameOf } from "../../faults/seeded-database.ts";
import type { Door } from "./door.ts";
import { firstCounted } from "./fuzzed-server.ts";

export type Ending = "accepted" | "rejected" | "unfinished";
type Certificate = { certificate: string; privateKey: string };

/** A supplicant of any method behind a NAS; `worthy` may be let in, the others never. */
export function anySupplicant(
  dice: Dice,
  { certificate, faults }: { certificate?: Certificate | undefined; faults: number },
): { peer: Peer; worthy: boolean } {
  const worthy = dice.happens(0.6);
  const tls = { maxVersion: "TLSv1.2", fragmentOctets: 60 + dice.below(1_400), early: dice.happens(0.2) } as const;
  const method = passwordMethods[dice.below(passwordMethods.length + (certificate ? 3 : 0))];
  if (method === undefined) return { peer: certificatePeer(worthy ? certificate! : {}, tls), worthy };
  const username = usernameOf(dice.below(firstCounted));
  const tamper = (said: Uint8Array): Uint8Array => (dice.happens(faults / 2) ? mutate(said, dice) : said);
  return { peer: peerOf(method, { username, password: worthy ? passwordOf(username) : "wrong", tls, tamper }), worthy };
}

/** To its end, or until nobody says anything. What the server has ignored is said again as it should be. */
export async function converse(
  door: Door,
  peer: Peer,
  { dice, faults, secret }: { dice: Dice; faults: number; secret: Secret },
): Promise<Ending> {
  let state: Uint8Array | undefined;
  let identifier = dice.below(256);
  const said: Uint8Array[] = [];

  const requestOf = (eap: Uint8Array): Uint8Array => {
    const attributes: Attribute[] = [textAttribute(Type.UserName, peer.identity), ...eapAttributes(eap)];
    if (state)
      attributes.push(stateAttribute(dice.happens(faults / 10) ? mutate(state, dice).subarray(0, 250) : state));
    identifier = (identifier + 1) % 256;
    return encodeRequest({ code: Code.AccessRequest, identifier, attributes, secret });
  };

  try {
    for (let eap: Uint8Array | undefined = peer.identityResponse(dice.below(256)); eap !== undefined; ) {
      const spoilt = dice.happens(faults) ? spoil(eap, said, dice) : undefined;
      const first = spoilt && (await door.ask(requestOf(spoilt.subarray(0, 3_500)), patienceMs));
      const reply = first ?? (await door.ask(requestOf(eap), spoilt ? patienceMs : faults > 0 ? 2_000 : undefined));
      said.push(eap);
      if (reply === undefined) return "unfinished";
      if (reply.code !== Code.AccessChallenge) return reply.code === Code.AccessAccept ? "accepted" : "rejected";
      state = stateOf(reply);
      eap = await peer.answer(eapMessageOf(reply) ?? new Uint8Array());
    }
    return "unfinished";
  } finally {
    peer.close();
  }
}

/** What was spoilt may be ignored, and is then not answered at all. */
const patienceMs = 60;

function spoil(eap: Uint8Array, said: readonly Uint8Array[], dice: Dice): Uint8Array {
  switch (dice.below(5)) {
    case 0:
      return mutate(eap, dice);
    case 1:
      return dice.octets(dice.below(60));
    case 2:
      return said[dice.below(said.length)] ?? eap;
    default:
      return mutateData(eap, dice);
  }
}

export function hold(ending: Ending, worthy: boolean, faults: number): void {
  if (ending === "accepted" && !worthy) throw new Error("somebody was let in who has proved nothing");
  const due = worthy ? "accepted" : "rejected";
  if (faults === 0 && ending !== due) throw new Error(`${ending} where ${due} was due`);
}
