import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { Code, decodePacket, encodeRequest, papRequest, secretOf } from "@beacom/radius";
import { passwordOf, usernameOf } from "#radius/contender";

export const secret = "bench-secret-of-both-sides";

/** Asks for this subscriber, the last that anybody would read, until an Access-Accept comes. */
export async function firstAnswer(port: number, subscriber: number): Promise<void> {
  const socket = createSocket("udp4");
  const shared = secretOf(secret);
  await new Promise<void>((resolve) => {
    let identifier = 0;
    const ask = (): void => {
      const authenticator = randomBytes(16);
      const [username, password] = [usernameOf(subscriber), passwordOf(subscriber)];
      const attributes = papRequest({ username, password, authenticator, secret: shared });
      identifier = (identifier + 1) % 256;
      const code = Code.AccessRequest;
      socket.send(encodeRequest({ code, identifier, attributes, secret: shared, authenticator }), port, "127.0.0.1");
    };
    const timer = setInterval(ask, 50);
    socket.on("error", () => undefined);
    socket.on("message", (bytes) => {
      const packet = decodePacket(bytes);
      if (!packet.ok || packet.value.code !== Code.AccessAccept) return;
      clearInterval(timer);
      resolve();
    });
    ask();
  });
  socket.close();
}
