import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import type { EndpointRecords, InTransaction } from "#application/webhooks/ports";
import { type Actor, shownEndpoint } from "#application/webhooks/staff-acted";
import type { Endpoint, EndpointForm, EndpointFormRefusal } from "#domain/webhooks/endpoint";

export type CheckEndpoint = (form: EndpointForm) => Result<EndpointForm, EndpointFormRefusal>;
export type CreateEndpointRefusal =
  | EndpointFormRefusal
  | { kind: "idempotency-key-missing" | "idempotency-key-reused" | "too-many-endpoints" };
/** `secret` is null when the endpoint was there already: it is shown once. */
export type CreateEndpoint = (request: {
  by: Actor;
  form: EndpointForm;
  idempotencyKey: string;
}) => Promise<Result<{ endpoint: Endpoint; secret: string | null }, CreateEndpointRefusal>>;

const mostEndpoints = 100;

export const createEndpointWith =
  (needs: {
    transact: InTransaction<EndpointRecords>;
    check: CheckEndpoint;
    newEndpointId: () => string;
    newSecret: () => string;
    seal: (secret: string, endpointId: string) => Uint8Array;
    clock: () => Date;
  }): CreateEndpoint =>
  async ({ by, form, idempotencyKey }) => {
    const checked = needs.check(form);
    if (!checked.ok) return checked;
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    return needs.transact(async ({ endpoints, outgoing, tell }) => {
      const [endpointId, secret, at] = [needs.newEndpointId(), needs.newSecret(), needs.clock()];
      const wanted = { ...checked.value, endpointId, disabled: null, createdAt: at, previousSecretUntil: null };
      const added = await endpoints.add(wanted, needs.seal(secret, endpointId), idempotencyKey);
      if (!added) {
        const before = await endpoints.byKey(idempotencyKey);
        return before && isSameForm(before, checked.value)
          ? ok({ endpoint: before, secret: null })
          : refuse({ kind: "idempotency-key-reused" });
      }
      if ((await outgoing.subscriptions()).length > mostEndpoints) {
        await endpoints.remove(endpointId);
        return refuse({ kind: "too-many-endpoints" });
      }
      await tell({ at, by, action: "webhook.created", endpointId, reason: "", after: shownEndpoint(added) });
      return ok({ endpoint: added, secret });
    });
  };

const isSameForm = (a: EndpointForm, b: EndpointForm): boolean =>
  a.url === b.url && a.description === b.description && isDeepStrictEqual(a.eventTypes, b.eventTypes);
