import { createServer } from "node:net";

/** The port itself when it is free, or any free one for 0. */
export async function freePort(port: number): Promise<number> {
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
