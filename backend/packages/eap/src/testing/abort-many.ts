import { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { queryObjects } from "node:v8";
import { valueOf } from "@beacom/result";
import { beginEap } from "#begin-eap";
import { makePki } from "#testing/certificates";
import { certificatePeer, passwordMethods, peerOf } from "#testing/every-peer";
import { knownUser, serverOf } from "#testing/server";

/** A program of its own, because a test runner's heap never lies still: node abort-many.ts COUNT. */
export type Residue = {
  sockets: number;
  streams: number;
  resources: number;
  heapOctets: number;
  residentOctets: number;
};

const pki = makePki("ec");
const deps = serverOf(pki, { maxVersion: "TLSv1.3", fragmentOctets: 400 });

/** Ends at its own end, or is closed after so many packets, at times while it is still at work on one. */
async function abort(round: number): Promise<void> {
  const kind = round % (passwordMethods.length + 1);
  const method = passwordMethods[kind];
  const tls = { maxVersion: round % 2 === 0 ? ("TLSv1.2" as const) : ("TLSv1.3" as const) };
  const peer = method === undefined ? certificatePeer(pki.client, tls) : peerOf(method, { ...knownUser, tls });
  const { conversation, first } = valueOf(beginEap(deps, peer.identityResponse()));
  const patience = Math.floor(Math.random() * 16);
  let step = first;
  for (let heard = 0; step.kind === "ask"; heard++) {
    const response = await peer.answer(step.eap);
    if (response === undefined) break;
    const hearing = conversation.hear(response);
    if (heard >= patience) conversation.close();
    step = await hearing;
  }
  conversation.close();
  peer.close();
}

async function residueAfter(conversations: number): Promise<Residue> {
  for (let round = 0; round < conversations; round++) await abort(round);
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  // Counting collects garbage first.
  const [sockets, streams] = [queryObjects(TLSSocket, { format: "count" }), queryObjects(Duplex, { format: "count" })];
  const { heapUsed, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().length;
  return { sockets, streams, resources, heapOctets: heapUsed, residentOctets: rss };
}

const count = Number(process.argv[2] ?? 2_000);
const before = await residueAfter(300);
const after = await residueAfter(count);
pki.remove();
process.stdout.write(`${JSON.stringify({ before, after })}\n`);
