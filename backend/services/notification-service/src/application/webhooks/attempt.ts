import type { KeepMessages } from "#application/webhooks/keep-messages";
import type { Answer, AttemptRecords, Claimed, InTransaction, SendWebhook } from "#application/webhooks/ports";
import { afterAttempt, type DisabledReason } from "#domain/webhooks/after-attempt";

export type Attempt = (claimed: Claimed, signal: AbortSignal) => Promise<Answer>;

/** Sends one message once, keeps what came of it, and decides what is next for it and for its endpoint. */
export const attemptWith =
  (needs: {
    send: SendWebhook;
    sign: (signed: { messageId: string; at: Date; body: string; secrets: readonly string[] }) => Record<string, string>;
    transact: InTransaction<AttemptRecords & { keepMessages: KeepMessages }>;
    /** What the audit log calls this service. */
    name: string;
    clock: () => Date;
    chance: () => number;
    disabled: (endpointId: string, reason: DisabledReason) => void;
  }): Attempt =>
  async (claimed, signal) => {
    const { endpointId } = claimed;
    const answer = await sendSigned(claimed, signal, needs);
    // Nobody knows whether it arrived: whoever claims it next sends it again.
    if (signal.aborted) return answer;
    const at = needs.clock();
    const ended = await needs.transact(async ({ hold, save, disable, tell, keepMessages }) => {
      const standing = await hold(claimed);
      if (!standing) return null;
      const attempts = standing.attempts + 1;
      const { outcome } = answer;
      const after = afterAttempt({ outcome, attempts, at, chance: needs.chance(), failing: standing.failing });
      await save(claimed, { ...answer, attempts, at, after });
      if (after.disable === null || !standing.enabled) return null;
      const { disable: reason } = after;
      await disable(endpointId, reason, at);
      const cause = `webhook/${endpointId}/disabled/${at.toISOString()}`;
      await keepMessages([{ type: "webhook.disabled", cause, at, data: { endpointId, reason } }]);
      await tell({ at, by: { kind: "service", name: needs.name }, action: "webhook.disabled", endpointId, reason });
      return reason;
    });
    if (ended !== null) needs.disabled(endpointId, ended);
    return answer;
  };

async function sendSigned(
  { url, messageId, body, secrets }: Claimed,
  signal: AbortSignal,
  needs: Pick<Parameters<typeof attemptWith>[0], "send" | "sign" | "clock">,
): Promise<Answer> {
  if (secrets.length === 0) {
    const outcome = { kind: "secret-not-readable", status: 0, askedSeconds: null } as const;
    return { outcome, durationMs: 0, text: "" };
  }
  return needs.send({ url, headers: needs.sign({ messageId, at: needs.clock(), body, secrets }), body }, signal);
}
