import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Ports that are free now, for TCP and UDP alike. All are held until the last is found, so none is given twice. */
export async function freePorts(names: readonly string[]): Promise<(name: string) => number> {
  const held = await Promise.all(names.map(async (name) => ({ name, ...(await hold()) })));
  await Promise.all(held.map((each) => each.release()));
  const ports = new Map(held.map(({ name, port }) => [name, port]));
  return (name) => ports.get(name)!;
}

async function hold(): Promise<{ port: number; release(): Promise<void> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
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
