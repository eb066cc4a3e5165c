import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { Code, encodeRequest, secretOf } from "@beacom/radius";
import { type Dice, mutate } from "../../../backend/packages/eap/src/testing/mutate.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { spoilAttributes } from "./spoil.ts";
import { goodRequest, sign } from "./traffic.ts";

const secret = secretOf("radsec");
const answerCodes = [Code.CoaAck, Code.CoaNak, Code.DisconnectAck, Code.DisconnectNak];

/** Streams of good and spoilt packets in pieces of any size, which the server ends when there is no packet where one should begin. */
export async function fuzzRadsec(
  server: FuzzedServer,
  { packets, dice }: { packets: number; dice: Dice },
): Promise<{ packets: number; connections: number }> {
  const [authority, issued] = await Promise.all([
    server.admin.getAuthority({}),
    server.admin.issueCertificate({ kind: "router", owner: "seeded", name: "fuzzer", days: 5 }),
  ]);
  const tls = { ca: authority.certificatePem, cert: issued.certificatePem, key: issued.privateKeyPem };
  let connections = 0;

  async function dial(): Promise<TLSSocket> {
    const socket = connect({
      port: server.radsecPort,
      host: "127.0.0.1",
      ...tls,
      checkServerIdentity: () => undefined,
    });
    socket.on("error", () => undefined);
    socket.once("close", () => socket.emit("drain"));
    await once(socket, "secureConnect");
    // Nobody looks at the answers, but they are read.
    socket.resume();
    connections++;
    return socket;
  }

  let socket = await dial();
  for (let sent = 0; sent < packets; ) {
    const several = Array.from({ length: 1 + dice.below(20) }, () => anyPacket(dice));
    sent += several.length;
    let stream = Buffer.concat(several);
    while (stream.length > 0 && !socket.destroyed) {
      const piece = stream.subarray(0, 1 + dice.below(dice.happens(0.3) ? 5 : 900));
      stream = stream.subarray(piece.length);
      // The server may have ended the connection, which shows itself here.
      if (!socket.write(piece)) await once(socket, "drain").catch(() => undefined);
      if (dice.happens(0.1)) await new Promise((next) => void setImmediate(next));
    }
    if (dice.happens(0.01)) socket.destroy();
    if (socket.destroyed) socket = await dial();
  }
  socket.destroy();
  const last = await dial();
  last.pause();
  const answered = once(last, "data");
  last.write(encodeRequest({ code: Code.StatusServer, identifier: 1, attributes: [], secret }));
  last.resume();
  const [reply] = (await answered) as [Uint8Array];
  if (reply[0] !== Code.AccessAccept) throw new Error(`a good request was answered with code ${reply[0]}`);
  last.destroy();
  return { packets, connections };
}

function anyPacket(dice: Dice): Uint8Array {
  const good = goodRequest(dice, secret);
  const draft = dice.happens(0.7) ? spoilAttributes(good, dice) : good;
  let bytes: Uint8Array;
  try {
    bytes = sign(draft, dice.below(256), secret);
  } catch {
    // Too long by what was put in.
    bytes = sign(good, dice.below(256), secret);
  }
  if (dice.happens(0.1)) bytes[0] = answerCodes[dice.below(answerCodes.length)]!;
  if (dice.happens(0.02)) return mutate(bytes, dice);
  return bytes;
}
