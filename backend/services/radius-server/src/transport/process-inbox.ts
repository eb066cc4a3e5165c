import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { decodePacket } from "@beacom/radius";
import type { LocalView } from "#application/local-view";
import type { ProcessPeer } from "#application/process-registry";
import type { AccessRequest, Answer, AnswerAccess } from "#transport/access/answer-access";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { overTls, radsecSecret } from "#transport/radsec-server";

/** Seals a text so that only processes of this installation can read or write it. */
export type InboxSeal = { seal(text: string): Uint8Array; open(bytes: Uint8Array): string | undefined };

type Question = {
  kind: "question";
  id: number;
  atMs: number;
  nasId: string;
  overTls: boolean;
  source: string;
  packet: string;
};
type Reply = { kind: "reply"; id: number; reply: string };

export type ProcessInbox = {
  /** Address and port, for the others. */
  readonly place: string;
  /** Asks another process, which holds the conversation that the request belongs to. */
  ask(peer: ProcessPeer, request: AccessRequest): Promise<Answer>;
  close(): Promise<void>;
};

const patienceMs = 3_000;
const oldestMs = 10_000;

/**
 * A router may send the next packet of an EAP conversation from another port, and the kernel or a balancer then hands it to another process
 * than the one that holds the TLS tunnel. That process is asked, and what it answers goes out from here.
 */
export async function openProcessInbox(deps: {
  address: string;
  seal: InboxSeal;
  view: Pick<LocalView, "nasTable" | "policy">;
  answer: AnswerAccess;
  metrics: RadiusMetrics;
  nowMs: () => number;
}): Promise<ProcessInbox> {
  const { address, seal, metrics } = deps;
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  const asked = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  socket.on("error", () => metrics.dropped("inbox", "socket-error", ""));
  socket.on("message", (bytes, from) => {
    const message = read(bytes);
    if (message === undefined) return metrics.dropped("inbox", "unreadable", from.address);
    if (message.kind === "reply") {
      asked.get(message.id)?.(message.reply === "" ? undefined : Buffer.from(message.reply, "base64"));
      return;
    }
    void answer(message).then((reply) =>
      send({ kind: "reply", id: message.id, reply: reply ? Buffer.from(reply).toString("base64") : "" }, from),
    );
  });
  socket.bind({ address, port: 0 });
  await once(socket, "listening");
  socket.unref();

  function read(bytes: Uint8Array): Question | Reply | undefined {
    const text = seal.open(bytes);
    return text === undefined ? undefined : (JSON.parse(text) as Question | Reply);
  }

  function send(message: Question | Reply, to: { address: string; port: number }): void {
    socket.send(seal.seal(JSON.stringify(message)), to.port, to.address, () => undefined);
  }

  async function answer(question: Question): Promise<Answer> {
    if (Math.abs(deps.nowMs() - question.atMs) > oldestMs) return undefined;
    const nas = deps.view.nasTable.byId(question.nasId);
    const { vendorFormats } = deps.view.policy().dictionary;
    const packet = decodePacket(Buffer.from(question.packet, "base64"), vendorFormats);
    if (nas === undefined || !packet.ok) return undefined;
    return deps.answer({
      packet: packet.value,
      nas: question.overTls ? overTls(nas) : nas,
      source: question.source,
      receivedAtMs: question.atMs,
      vendorFormats,
    });
  }

  return {
    place: `${address} ${socket.address().port}`,
    ask({ inbox }, { packet, nas, source }) {
      const [to = "", port = "0"] = inbox.split(" ");
      const id = ++lastId;
      return new Promise((resolve) => {
        const settle = (reply: Answer): void => {
          clearTimeout(timer);
          asked.delete(id);
          resolve(reply);
        };
        const timer = setTimeout(settle, patienceMs, undefined);
        asked.set(id, settle);
        send(
          {
            kind: "question",
            id,
            atMs: deps.nowMs(),
            nasId: nas.nas.nasId,
            overTls: nas.secret === radsecSecret,
            source,
            packet: Buffer.from(packet.bytes).toString("base64"),
          },
          { address: to, port: Number(port) },
        );
      });
    },
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}
