import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { encodeSentence } from "#encode-sentence";
import { type Sentence, sentenceReader } from "#sentence-reader";

export type Heard = {
  command: string;
  words: Sentence;
  /** Its tag word, to be said back; empty when it had none. */
  tag: string[];
  say: (...words: string[]) => void;
  raw: (octets: Uint8Array) => void;
  hangUp: () => void;
};

/** A router that says what the test tells it to. It lets everybody in unless the script hears `/login` itself. */
export async function scriptedRouter(script: (heard: Heard) => void, options: { login?: "scripted" } = {}) {
  const sockets = new Set<Socket>();
  const heard: Sentence[] = [];
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    const reader = sentenceReader();
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      for (const words of reader.take(chunk).sentences) {
        heard.push(words);
        const say = (...reply: string[]) => void socket.write(encodeSentence(reply));
        const [command = ""] = words;
        if (command === "/login" && options.login !== "scripted") say("!done");
        else {
          const tag = words.filter((word) => word.startsWith(".tag="));
          script({
            command,
            words,
            tag,
            say,
            raw: (octets) => void socket.write(octets),
            hangUp: () => void socket.destroy(),
          });
        }
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the test's router has no port");
  return {
    port: address.port,
    /** Every sentence that reached it. */
    heard,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
