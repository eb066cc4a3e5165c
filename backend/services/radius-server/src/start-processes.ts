import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { processesIn } from "#adapters/processes-postgres";
import type { Sealing } from "#adapters/sealing";
import type { LocalView } from "#application/local-view";
import { openProcessRegistry } from "#application/process-registry";
import type { RadiusConfig } from "#config";
import type { AccessRequest, Answer, AnswerAccess } from "#transport/access/answer-access";
import { type InboxSeal, openProcessInbox, type ProcessInbox } from "#transport/process-inbox";
import type { RadiusMetrics } from "#transport/radius-metrics";

const tagOctets = 4;
const stateOctets = 16;

const tagOf = (processId: string): string =>
  createHash("sha256")
    .update(processId)
    .digest("hex")
    .slice(0, 2 * tagOctets);

/** The other processes of this service: on this machine behind the same ports, or on others behind a balancer. */
export function startProcesses(
  { config, clock }: Pick<ServiceContext<RadiusConfig>, "config" | "clock">,
  deps: { sql: Sql; sealing: Sealing; view: LocalView; counted: RadiusMetrics; processId: string },
) {
  const { counted, processId } = deps;
  const ownTag = tagOf(processId);
  let inbox: ProcessInbox | undefined;
  const registry = openProcessRegistry({
    store: processesIn({ sql: deps.sql }),
    processId,
    inbox: () => inbox?.place,
    tagOf,
    nowMs: () => performance.now(),
    pause: (ms) => sleep(ms, undefined, { ref: false }),
  });
  return {
    /** A State says which process holds its conversation. */
    newState: (): Uint8Array => Buffer.concat([Buffer.from(ownTag, "hex"), randomBytes(stateOctets - tagOctets)]),
    async askElsewhere(state: Uint8Array, request: AccessRequest): Promise<Answer | "nobody"> {
      const tag = Buffer.from(state.subarray(0, tagOctets)).toString("hex");
      if (tag === ownTag || state.length !== stateOctets) return "nobody";
      const peer = registry.peer(tag) ?? (await registry.find(tag));
      return peer && inbox ? inbox.ask(peer, request) : "nobody";
    },
    async open(answer: AnswerAccess): Promise<void> {
      inbox = await openProcessInbox({
        address: config.inboxBind,
        seal: sealOf(deps.sealing),
        view: deps.view,
        answer,
        metrics: counted,
        nowMs: () => clock().getTime(),
      });
      await registry.refresh();
    },
    refresh: () => registry.refresh(),
    async close() {
      await inbox?.close();
      await registry.close();
    },
  };
}

const keyIdOctets = 12;

/** Everybody of the installation has the sealing key, and nobody else. */
const sealOf = (sealing: Sealing): InboxSeal => ({
  seal(text) {
    const { sealed, keyId } = sealing.seal(text, "process inbox");
    return Buffer.concat([Buffer.from(keyId, "latin1"), sealed]);
  },
  open(bytes) {
    const keyId = Buffer.from(bytes.subarray(0, keyIdOctets)).toString("latin1");
    try {
      return sealing.open({ sealed: bytes.subarray(keyIdOctets), keyId }, "process inbox");
    } catch {
      return undefined;
    }
  },
});
