import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Ports that are free now, for TCP and UDP alike, below the range that Linux hands out to clients: a service that starts again must not find
 * somebody's connection on its port. All are held until the last is found, so none is given twice.
 */
export async function freePorts(names: readonly string[]): Promise<(name: string) => number> {
  const held = await Promise.all(names.map(async (name) => ({ name, ...(await hold()) })));
  await Promise.all(held.map((each) => each.release()));
  const ports = new Map(held.map(({ name, port }) => [name, port]));
  return (name) => ports.get(name)!;
}

async function hold(): Promise<{ port: number; release(): Promise<void> }> {
  const port = randomInt(10_000, 32_000);
  const server = createServer();
  const listening = once(server, "listening");
  server.listen(port, "127.0.0.1");
  try {
    await listening;
  } catch {
    return hold();
  }
  const socket = createSocket("udp4");
  const bound = once(socket, "listening");
  socket.bind(port, "127.0.0.1");
  try {
    await bound;
  } catch {
    server.close();
    return hold();
  }
  return {
    port,
    async release() {
      const closed = [once(server, "close"), once(socket, "close")];
      server.close();
      socket.close();
      await Promise.all(closed);
    },
  };
}
