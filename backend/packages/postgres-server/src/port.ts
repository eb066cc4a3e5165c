import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the range that Linux hands out to clients: a server that starts again on its port must not find somebody's connection there. */
const ours = [10_000, 32_000] as const;

/** The port itself when it is free, or any free one for 0. */
export async function freePort(port: number): Promise<number> {
  if (port !== 0) return listened(port);
  for (let attempt = 1; ; attempt++) {
    try {
      return await listened(randomInt(...ours));
    } catch (error) {
      if (attempt === 50) throw error;
    }
  }
}

async function listened(port: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((done, fail) => {
      server.once("error", fail);
      server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
        const address = server.address();
        if (address === null || typeof address === "string") fail(new Error("no port"));
        else done(address.port);
      });
    });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE") {
      throw new Error(
        `port ${port} on 127.0.0.1 is in use, and PostgreSQL needs it: stop what listens there, or choose another port`,
        { cause },
      );
    }
    throw cause;
  } finally {
    server.close();
  }
}
