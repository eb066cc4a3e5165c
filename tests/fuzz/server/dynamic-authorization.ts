import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { attributesOf, Code, decodePacket, encodeReply, encodeRequest, type Secret } from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { type Dice, mutate } from "../../../backend/packages/eap/src/testing/mutate.ts";
import { usernameOf } from "../../faults/seeded-database.ts";
import { openDoor } from "./door.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";

/** A router's address of its own, where nobody else listens. */
const address = "127.0.0.77";
const spoiltAnswers = 200;

/** Sessions are ended by hand at a router that gives many wrong answers and then a right one, which must be what counts. Returns how many wrong ones. */
export async function fuzzAnswers(
  server: FuzzedServer,
  { times, dice, secret }: { times: number; dice: Dice; secret: Secret },
): Promise<{ answers: number; reports: number }> {
  const router = createSocket("udp4");
  router.bind(0, address);
  await once(router, "listening");
  const door = await openDoor({ port: server.acctPort, address, secret });
  let answers = 0;
  router.on("message", (bytes, from) => answer(bytes, from));

  function answer(bytes: Uint8Array, from: RemoteInfo): void {
    const request = decodePacket(bytes);
    if (!request.ok) throw new Error(`the server sent what is no packet: ${request.error.kind}`);
    const reply = (code: number): Uint8Array =>
      encodeReply({ code, request: request.value, attributes: [], secret, messageAuthenticator: true });
    for (let n = 0; n < spoiltAnswers; n++) {
      const good = reply([Code.DisconnectAck, Code.DisconnectNak, Code.CoaAck, Code.AccessAccept][dice.below(4)]!);
      // Wrong all the same: under another identifier, or changed after it was signed.
      const wrong = dice.happens(0.2) ? good.with(1, (good[1]! + 1 + dice.below(200)) % 256) : mutate(good, dice);
      if (Buffer.from(wrong).equals(good)) continue;
      answers++;
      router.send(wrong, from.port, from.address);
    }
    router.send(reply(Code.DisconnectAck), from.port, from.address);
  }

  await server.sql`update nas set coa_port = ${router.address().port}, changed_at = clock_timestamp()`;
  try {
    for (let n = 0; n < times; n++) {
      const acctSessionId = `answers-${n}`;
      const report = (status: string): Uint8Array =>
        encodeRequest({
          code: Code.AccountingRequest,
          identifier: n % 256,
          attributes: attributesOf({
            "Acct-Status-Type": status,
            "Acct-Session-Id": acctSessionId,
            "User-Name": usernameOf(n % 10),
            "NAS-IP-Address": address,
            "Framed-IP-Address": "100.66.9.9",
          }),
          secret,
        });
      if ((await door.ask(report("Start"))) === undefined) throw new Error("a Start was not acknowledged");
      const { sessions } = await server.rpc.listSessions({ onlyOpen: true, limit: 200 });
      const session = sessions.find((one) => one.acctSessionId === acctSessionId);
      if (session === undefined) throw new Error("a session that was begun is not there");
      await eventually(async () => {
        const { outcome } = await server.rpc.disconnect({ sessionId: session.sessionId });
        if (outcome !== "acknowledged") throw new Error(`${outcome} instead of acknowledged`);
      });
      await door.ask(report("Stop"));
    }
    return { answers, reports: door.sent };
  } finally {
    door.close();
    router.close();
  }
}
