import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import {
  type Attribute,
  attributesOf,
  checkChap,
  checkMsChapV2,
  checkPap,
  Code,
  decodePacket,
  encodeReply,
  encodeRequest,
  firstText,
  type NamedValue,
  type Packet,
  secretOf,
  Type,
  verifyReply,
  verifyRequest,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { createNas, type Nas } from "#nas";
import type { NasOptions } from "#nas-options";
import type { Retransmission } from "#radius-client";

export const secretText = "a-secret-of-the-test";
export const secret = secretOf(secretText);

export type Answer = { code: number; attributes: readonly Attribute[]; signed?: boolean } | undefined;
export type Closing = (() => unknown)[];

/** A server that answers as the test says; it takes authentication and accounting on one port. */
export async function radiusServer(closing: Closing, answer: (packet: Packet) => Answer) {
  const socket = createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
  const received: Packet[] = [];
  const heard = new Set<() => void>();
  socket.on("message", (bytes, from) => {
    const packet = valueOf(decodePacket(bytes));
    assert.ok(verifyRequest(packet, secret).ok);
    received.push(packet);
    const reply = answer(packet);
    if (reply !== undefined) {
      const { code, attributes, signed = true } = reply;
      const datagram = encodeReply({ code, request: packet, attributes, secret, messageAuthenticator: signed });
      socket.send(datagram, from.port, from.address);
    }
    for (const listener of heard) listener();
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return {
    port: socket.address().port,
    received,
    /** The first packet that is of this kind, also one that is still to come. */
    packet(is: (packet: Packet) => boolean): Promise<Packet> {
      return new Promise((resolve) => {
        const look = () => {
          const found = received.find(is);
          if (found === undefined) return;
          heard.delete(look);
          resolve(found);
        };
        heard.add(look);
        look();
      });
    },
  };
}

/** Everybody's password is "umbrella"; an Accept says what the test says. */
export function acceptWith(says: Record<string, NamedValue | readonly NamedValue[]>, more: readonly Attribute[] = []) {
  return (packet: Packet): Answer => {
    if (packet.code === Code.AccountingRequest) return { code: Code.AccountingResponse, attributes: [] };
    const username = firstText(packet, Type.UserName) ?? "";
    const msChap = checkMsChapV2(packet, username, "umbrella", secret);
    if (!msChap.ok && !checkPap(packet, "umbrella", secret) && !checkChap(packet, "umbrella")) {
      return { code: Code.AccessReject, attributes: attributesOf({ "Reply-Message": "no" }) };
    }
    const proof = msChap.ok ? [msChap.value.success, ...msChap.value.mppeKeys] : [];
    return { code: Code.AccessAccept, attributes: [...attributesOf(says), ...more, ...proof] };
  };
}

export type NasVariant = Pick<NasOptions, "flavour" | "clock" | "automaticInterims" | "policyMaps" | "api"> & {
  retransmission?: Partial<Retransmission>;
};

export async function nasOf(closing: Closing, port: number, more: NasVariant = {}): Promise<Nas> {
  const nas = await createNas({
    server: "127.0.0.1",
    authPort: port,
    acctPort: port,
    secret: secretText,
    coaPort: 0,
    identifier: "tower-1",
    retransmission: { firstMs: 40, times: 4 },
    ...more,
  });
  closing.push(() => nas.close());
  return nas;
}

/** A dynamic authorization client of the test: one request, and what came back within 300 ms. */
export async function askNas(nas: Nas, code: number, attributes: readonly Attribute[], times = 1): Promise<Packet[]> {
  const socket = createSocket("udp4");
  const bytes = encodeRequest({ code, identifier: 7, attributes, secret });
  const replies: Packet[] = [];
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(resolve, 300);
    socket.on("message", (message) => {
      replies.push(valueOf(decodePacket(message)));
      if (replies.length === times) {
        clearTimeout(giveUp);
        resolve();
      } else socket.send(bytes, nas.coaPort, "127.0.0.1");
    });
    socket.send(bytes, nas.coaPort, "127.0.0.1");
  });
  socket.close();
  for (const reply of replies) assert.ok(verifyReply(reply, valueOf(decodePacket(bytes)), secret).ok);
  return replies;
}

/** Asks again and again until it holds: for what happens without a packet that could be waited for. */
export async function eventually(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const until = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > until) assert.fail(`not within ${withinMs} ms: ${holds.toString()}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 5));
  }
}
