import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";

export type CutWire = {
  readonly url: string;
  /** From now on statements are counted; when so many have been passed on, `cut` is called before anything comes back. */
  arm(after: number, cut: () => void): void;
  /** How many statements were passed on since. */
  counted(): number;
  close(): Promise<void>;
};

const sync = "S".charCodeAt(0);
const query = "Q".charCodeAt(0);

/**
 * Stands between a process and PostgreSQL and counts what it is asked: every statement of the extended protocol ends with a Sync, and a
 * simple one is a Query. What has been passed on is the database's, whatever becomes of the process.
 */
export async function cutWire(databaseUrl: string): Promise<CutWire> {
  const target = new URL(databaseUrl);
  let armed: { left: number; cut: () => void } | undefined;
  let passed = 0;
  let isCut = false;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    let started = false;
    let rest: Buffer = Buffer.alloc(0);
    client.on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        // The startup message has no type.
        const head = started ? 1 : 0;
        if (isCut || rest.length < head + 4) return;
        const end = head + rest.readInt32BE(head);
        if (rest.length < end) return;
        const message = rest.subarray(0, end);
        rest = rest.subarray(end);
        pass(database, message, started && (message[0] === sync || message[0] === query));
        started = true;
      }
    });
    database.on("data", (chunk) => {
      if (!isCut) client.write(chunk);
    });
    // Half-closed, so that the database works on what it has been told and then learns that nobody is there.
    client.on("close", () => database.end());
    database.on("close", () => client.destroy());
  });

  function pass(database: Socket, message: Buffer, isStatement: boolean): void {
    if (armed && armed.left === 0) return cutNow(armed.cut);
    database.write(message);
    if (!armed || !isStatement) return;
    passed += 1;
    armed.left -= 1;
    if (armed.left === 0) cutNow(armed.cut);
  }
  function cutNow(cut: () => void): void {
    isCut = true;
    armed = undefined;
    cut();
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as { port: number }).port);
  url.hostname = "127.0.0.1";
  return {
    url: url.href,
    arm(after, cut) {
      passed = 0;
      armed = { left: after, cut };
      if (after === 0) cutNow(cut);
    },
    counted: () => passed,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
