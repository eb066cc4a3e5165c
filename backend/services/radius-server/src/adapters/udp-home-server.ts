import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { Code, decodePacket, encodeRequest, type Packet, verifyReply } from "@beacom/radius";
import { parseAddress } from "#domain/network";
import type { HomeServerEntry, HomeServerLink, Outgoing, Port } from "#application/home-servers";

/** A socket has 256 identifiers; when all of them are out another one is opened. */
const mostSockets = 32;

/** A home server over UDP: requests are sent again as they were, and only answers that verify are taken. */
export function openUdpHomeServer(
  { server, secret }: HomeServerEntry,
  deps: { dropped: (reason: string, source: string) => void },
): HomeServerLink {
  const lanes: Lane[] = [];
  let closed = false;
  const own = parseAddress(server.address);
  /** An address of IPv6 can be written in many ways; packets show the shortest. */
  const isServer = (address: string): boolean =>
    address === server.address || (own !== undefined && parseAddress(address)?.bits === own.bits);

  function laneWithRoom(): Lane | undefined {
    const free = lanes.find((lane) => lane.free.length > 0);
    if (free || lanes.length >= mostSockets) return free;
    const lane = openLane();
    lanes.push(lane);
    return lane;
  }

  function openLane(): Lane {
    const socket = createSocket(isIPv6(server.address) ? "udp6" : "udp4");
    const lane: Lane = { socket, free: Array.from({ length: 256 }, (_, identifier) => identifier), asked: new Map() };
    socket.on("message", (bytes, from) => {
      const packet = decodePacket(bytes);
      const asked = packet.ok ? lane.asked.get(packet.value.identifier) : undefined;
      if (!packet.ok || !asked || !isServer(from.address)) return deps.dropped("answer-to-nothing", from.address);
      const { identifier } = packet.value;
      if (!verifyReply(packet.value, { identifier, authenticator: asked.authenticator }, secret).ok)
        return deps.dropped("answer-forged", from.address);
      asked.answered(packet.value);
    });
    // An address without a listener shows itself by not answering.
    socket.on("error", () => undefined);
    socket.unref();
    return lane;
  }

  async function ask(port: Port, make: (identifier: number) => Outgoing, waitsMs: readonly number[]) {
    const lane = closed ? undefined : laneWithRoom();
    const identifier = lane?.free.shift();
    if (lane === undefined || identifier === undefined) return undefined;
    try {
      const { bytes, authenticator } = make(identifier);
      const to = port === "auth" ? server.authPort : server.acctPort;
      return await exchange(lane, { identifier, bytes, authenticator, to, waitsMs });
    } finally {
      lane.asked.delete(identifier);
      lane.free.push(identifier);
    }
  }

  function exchange(
    lane: Lane,
    sent: Outgoing & { identifier: number; to: number; waitsMs: readonly number[] },
  ): Promise<Packet | undefined> {
    return new Promise((resolve) => {
      let attempt = 0;
      let timer: NodeJS.Timeout | undefined;
      const next = (): void => {
        const wait = sent.waitsMs[attempt++];
        if (wait === undefined || closed) return resolve(undefined);
        lane.socket.send(sent.bytes, sent.to, server.address, () => undefined);
        timer = setTimeout(next, wait);
      };
      lane.asked.set(sent.identifier, {
        authenticator: sent.authenticator,
        answered(packet) {
          clearTimeout(timer);
          resolve(packet);
        },
      });
      next();
    });
  }

  return {
    ask,
    async status() {
      const answer = await ask("auth", (identifier) => statusRequest(identifier, secret), [2_000]);
      return answer !== undefined;
    },
    close() {
      closed = true;
      for (const { socket } of lanes) socket.close();
    },
  };
}

/** RFC 5997 section 3. */
export function statusRequest(identifier: number, secret: HomeServerEntry["secret"]): Outgoing {
  const bytes = encodeRequest({ code: Code.StatusServer, identifier, attributes: [], secret });
  return { bytes, authenticator: bytes.slice(4, 20) };
}

type Lane = {
  readonly socket: Socket;
  readonly free: number[];
  readonly asked: Map<number, { authenticator: Uint8Array; answered: (packet: Packet) => void }>;
};
