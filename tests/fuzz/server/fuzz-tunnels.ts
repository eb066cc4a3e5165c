import { connect as dial } from "node:net";
import { once } from "node:events";
import { secretOf } from "@beacom/radius";
import { diceOf, seeded, mutate, type Dice } from "../../../backend/packages/eap/src/testing/mutate.ts";
import { customerOf, secret as sharedSecret } from "../../faults/seeded-database.ts";
import type { Run } from "../campaigns.ts";
import { anySupplicant, converse, type Ending, hold } from "./conversation.ts";
import { openDoor } from "./door.ts";
import { inMegabytes, startFuzzedServer } from "./fuzzed-server.ts";

const secret = secretOf(sharedSecret);
/** So many conversations at the same moment, each through a port of its own. */
const atOnce = 8;

/**
 * Conversations of every EAP method through RADIUS with a real server, with faults in State, in EAP packets, in TLS records and in what goes
 * through the tunnel; and TLS of nobody at the RadSec port. Throws as `fuzzServer` does, and when somebody is let in who has proved nothing.
 */
export async function fuzzTunnels({ rounds, seed, say }: Run): Promise<string> {
  const server = await startFuzzedServer();
  const tally: Record<Ending, number> = { accepted: 0, rejected: 0, unfinished: 0 };
  let done = 0;
  let handshakes = 0;
  try {
    const { certificatePem, privateKeyPem } = await server.admin.issueCertificate({
      kind: "customer",
      owner: customerOf(1),
      name: "phone",
      days: 5,
    });
    const certificate = { certificate: certificatePem, privateKey: privateKeyPem };

    const work = async (): Promise<void> => {
      const door = await openDoor({ port: server.authPort, address: "127.0.0.20", secret });
      try {
        while (done < rounds) {
          const round = done++;
          const dice = diceOf(seeded(seed + round));
          const faults = dice.happens(0.2) ? 0 : 0.05 + dice.below(30) / 100;
          const { peer, worthy } = anySupplicant(dice, { certificate, faults });
          try {
            const ending = await converse(door, peer, { dice, faults, secret });
            hold(ending, worthy, faults);
            tally[ending]++;
          } catch (cause) {
            throw new Error(`round ${round} of seed ${seed}`, { cause });
          }
          if (round % 20 === 0) {
            await spoiltHandshake(server.radsecPort, dice);
            handshakes++;
          }
          if (round % 1_000 === 999) say(`${round + 1} conversations, ${JSON.stringify(tally)}`);
        }
      } finally {
        door.close();
      }
    };
    const before = await server.memory();
    await Promise.all(Array.from({ length: atOnce }, work));
    await server.assertUnharmed(before);
    return `${JSON.stringify(tally)}; ${handshakes} handshakes of nobody at the RadSec port; memory ${inMegabytes(before)} before, ${inMegabytes(await server.memory())} after`;
  } finally {
    await server.close();
  }
}

/** A ClientHello, spoilt, and whatever comes after it. */
async function spoiltHandshake(port: number, dice: Dice): Promise<void> {
  const socket = dial(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.resume();
  const hello = Buffer.concat([
    Buffer.from("160301007c010000780303", "hex"),
    dice.octets(32),
    Buffer.from("00001cc02bc02fc02cc030cca9cca8c009c013c00ac014009c009d002f0035010000", "hex"),
    Buffer.from("33000a00080006001d00170018000b00020100000d00140012040308040401050308050501080606010201", "hex"),
  ]);
  socket.write(mutate(hello, dice));
  if (dice.happens(0.5)) socket.write(dice.octets(dice.below(400)));
  await new Promise((next) => void setImmediate(next));
  socket.destroy();
}
