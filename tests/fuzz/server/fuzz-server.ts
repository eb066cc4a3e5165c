import { Code, secretOf, encodeRequest, papRequest, textAttribute, Type } from "@beacom/radius";
import { type Dice, diceOf, seeded } from "../../../backend/packages/eap/src/testing/mutate.ts";
import { passwordOf, secret as sharedSecret, usernameOf } from "../../faults/seeded-database.ts";
import type { Run } from "../campaigns.ts";
import { anySupplicant, converse, hold } from "./conversation.ts";
import { type Door, inBursts, openDoor } from "./door.ts";
import { fuzzAnswers } from "./dynamic-authorization.ts";
import { type FuzzedServer, inMegabytes, startFuzzedServer } from "./fuzzed-server.ts";
import { fuzzRadsec } from "./radsec-stream.ts";
import { spoilAttributes, spoilDatagram } from "./spoil.ts";
import { type Draft, goodRequest, sign } from "./traffic.ts";

const secret = secretOf(sharedSecret);
/** Ports of routers: the server remembers each port's latest answers. */
const ports = 8;

/**
 * Good and spoilt packets of every kind for every door of a real radius-server, with its database: over UDP, over RadSec in pieces of any size,
 * and answers to its own requests. Throws when the server ends, leaves a packet without an outcome, keeps memory, or does not let somebody
 * in at the end who may come in.
 */
export async function fuzzServer({ rounds, seed, say }: Run): Promise<string> {
  const dice = diceOf(seeded(seed));
  const server = await startFuzzedServer();
  const openAll = (port: number): Promise<Door[]> =>
    Promise.all(
      Array.from({ length: ports }, (_, n) => openDoor({ port, address: `127.0.0.${10 + (n % 3)}`, secret })),
    );
  const doors = { auth: await openAll(server.authPort), acct: await openAll(server.acctPort) };
  const all = [...doors.auth, ...doors.acct];
  const counts = { conversations: 0, goodOnes: 0 };
  const sent = (): number => all.reduce((sum, door) => sum + door.sent, 0);

  async function volley(many: number): Promise<void> {
    const older: Uint8Array[] = [];
    await inBursts(many, all, async (round) => {
      if (round % 1_000 === 500) return spoiltConversation(server, doors.auth[0]!, dice, counts);
      const { door, bytes } = anyDatagram(dice, older);
      if (older.length < 200) older.push(bytes);
      else older[dice.below(200)] = bytes;
      doors[door][dice.below(ports)]!.send(bytes);
    });
  }

  try {
    // What the first packets make stays: code, statements, the sessions of all these ids.
    await volley(Math.min(rounds, 20_000));
    const before = await server.memory();
    say(`memory ${inMegabytes(before)} after warming up`);
    for (let done = 0; done < rounds; ) {
      const many = Math.min(50_000, rounds - done);
      await volley(many);
      done += many;
      await server.assertEveryPacketHasAnOutcome(sent());
      const quarantined = await server.metric("radius_quarantined_total");
      say(
        `${done} rounds, ${sent()} datagrams, ${quarantined} reports set aside, memory ${inMegabytes(await server.memory())}`,
      );
    }
    const answered = await fuzzAnswers(server, { times: Math.min(20, 2 + Math.floor(rounds / 20_000)), dice, secret });
    const stream = await fuzzRadsec(server, { packets: Math.ceil(rounds / 5), dice });
    await somebodyComesIn(doors.auth[0]!, counts);
    await server.assertUnharmed(before);
    const ignored = await server.labels("radius_accounting_ignored_total", "reason");
    if (ignored.length > 20) throw new Error(`${ignored.length} labels of one metric, which are kept for ever`);
    const reasons = await server.dropReasons();
    return [
      `${sent()} datagrams and ${counts.conversations} spoilt conversations over UDP`,
      `${stream.packets} packets over ${stream.connections} RadSec connections`,
      `${answered.answers} wrong answers to requests of the server`,
      `${reasons.length} reasons to drop (${reasons.join(", ")})`,
      `memory ${inMegabytes(before)} before, ${inMegabytes(await server.memory())} after`,
    ].join("; ");
  } finally {
    for (const door of all) door.close();
    await server.close();
  }
}

function anyDatagram(dice: Dice, older: readonly Uint8Array[]): { door: Draft["door"]; bytes: Uint8Array } {
  const good = goodRequest(dice, secret);
  const door = dice.happens(0.98) ? good.door : good.door === "auth" ? "acct" : "auth";
  const identifier = dice.below(256);
  const signed = sign(good, identifier, secret);
  switch (dice.below(8)) {
    case 0:
      return { door, bytes: signed };
    case 1:
      return { door, bytes: older[dice.below(older.length)] ?? signed };
    case 2:
    case 3:
      return { door, bytes: spoilDatagram(signed, dice) };
    default:
      try {
        return { door, bytes: sign(spoilAttributes(good, dice), identifier, secret) };
      } catch {
        // Longer than a packet may be, by what was put in.
        return { door, bytes: signed };
      }
  }
}

async function spoiltConversation(server: FuzzedServer, door: Door, dice: Dice, counts: { conversations: number }) {
  const faults = dice.happens(0.2) ? 0 : 0.05 + dice.below(30) / 100;
  const { peer, worthy } = anySupplicant(dice, { faults });
  hold(await converse(door, peer, { dice, faults, secret }), worthy, faults);
  counts.conversations++;
  if (counts.conversations % 100 === 0 && (await server.metric("radius_eap_conversations")) > 20_000)
    throw new Error("conversations are never forgotten");
}

/** By password, after everything. */
async function somebodyComesIn(door: Door, counts: { goodOnes: number }): Promise<void> {
  const username = usernameOf(7);
  const authenticator = crypto.getRandomValues(new Uint8Array(16));
  const attributes = [
    ...papRequest({ username, password: passwordOf(username), authenticator, secret }),
    textAttribute(Type.CallingStationId, "02-00-00-00-00-07"),
  ];
  const request = { code: Code.AccessRequest, identifier: 1, attributes, secret, authenticator };
  const reply = await door.ask(encodeRequest(request));
  if (reply?.code !== Code.AccessAccept) throw new Error(`a good login was answered with ${reply?.code ?? "silence"}`);
  counts.goodOnes++;
}
