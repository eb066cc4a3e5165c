import { decodePacket, type Secret } from "@beacom/radius";
import type { DynamicAuthorizationResponder } from "#dynamic-authorization";
import type { Line, LinePair } from "#line";
import { bound, closed, radiusClient, type Retransmission, type SendingFault } from "#radius-client";

export type UdpLineOptions = {
  server: string;
  authPort: number;
  acctPort: number;
  coaPort: number;
  address: string;
  secret: Secret;
  retransmission: Retransmission;
  fault: () => SendingFault;
  respond: DynamicAuthorizationResponder;
  onForged: (kind: string) => void;
};

/** A port each for authentication and accounting, and one where CoA and Disconnect come in. */
export async function udpLine(options: UdpLineOptions): Promise<Line> {
  const pairs: LinePair[] = [];
  const pair = async (): Promise<LinePair> => {
    const [authentication, accounting] = await Promise.all([
      radiusClient({ ...options, port: options.authPort }),
      radiusClient({ ...options, port: options.acctPort }),
    ]);
    pairs.push({ authentication, accounting });
    return { authentication, accounting };
  };
  const listener = await listen(options);
  const { authentication, accounting } = await pair();
  return {
    authentication,
    accounting,
    coaPort: listener.port,
    radsec: undefined,
    more: (count) => Promise.all(Array.from({ length: count }, pair)),
    async close() {
      await listener.close();
      await Promise.all(pairs.flatMap((one) => [one.authentication.close(), one.accounting.close()]));
    },
  };
}

async function listen({ address, coaPort, respond, onForged }: UdpLineOptions) {
  const socket = await bound(address, coaPort);
  let open = true;
  socket.on("message", (bytes, from) => {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) return onForged(decoded.error.kind);
    respond(decoded.value, `${from.address}:${from.port}`, (reply) => {
      if (open) socket.send(reply, from.port, from.address);
    });
  });
  return {
    port: socket.address().port,
    close() {
      open = false;
      return closed(socket);
    },
  };
}
