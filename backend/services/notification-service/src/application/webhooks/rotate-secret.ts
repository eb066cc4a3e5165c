import { ok, type Result, refuse } from "@beacom/result";
import type { EndpointRecords, InTransaction } from "#application/webhooks/ports";
import type { Actor } from "#application/webhooks/staff-acted";
import { bothSecretsHours, type Endpoint } from "#domain/webhooks/endpoint";

export type RotateSecret = (request: {
  by: Actor;
  endpointId: string;
  /** It has become known to others. */
  endPreviousNow: boolean;
}) => Promise<Result<{ endpoint: Endpoint; secret: string }, { kind: "endpoint-unknown" }>>;

/** A new secret. The one before it signs beside it for a day; one that was before that signs no more. */
export const rotateSecretWith =
  (needs: {
    transact: InTransaction<EndpointRecords>;
    newSecret: () => string;
    seal: (secret: string, endpointId: string) => Uint8Array;
    clock: () => Date;
  }): RotateSecret =>
  ({ by, endpointId, endPreviousNow }) =>
    needs.transact(async ({ endpoints, tell }) => {
      const before = await endpoints.hold(endpointId);
      if (!before) return refuse({ kind: "endpoint-unknown" });
      const [secret, at] = [needs.newSecret(), needs.clock()];
      const previousSecretUntil = endPreviousNow ? null : new Date(at.getTime() + bothSecretsHours * 3_600_000);
      await endpoints.saveSecret(endpointId, needs.seal(secret, endpointId), previousSecretUntil);
      await tell({ at, by, action: "webhook.secret-rotated", endpointId, reason: "", after: { endPreviousNow } });
      return ok({ endpoint: { ...before, previousSecretUntil }, secret });
    });
