import { ok, type Result, refuse } from "@beacom/result";
import type { CheckEndpoint } from "#application/webhooks/create-endpoint";
import type { EndpointRecords, InTransaction } from "#application/webhooks/ports";
import { type Actor, shownEndpoint } from "#application/webhooks/staff-acted";
import type { Endpoint, EndpointForm, EndpointFormRefusal } from "#domain/webhooks/endpoint";

type Unknown = { kind: "endpoint-unknown" };
export type ChangeEndpointRefusal = Unknown | EndpointFormRefusal;
type Of = { by: Actor; endpointId: string };

export type ChangeEndpoint = (request: Of & { form: EndpointForm }) => Promise<Result<Endpoint, ChangeEndpointRefusal>>;
export type SwitchEndpoint = (request: Of & { enabled: boolean }) => Promise<Result<Endpoint, Unknown>>;
export type RemoveEndpoint = (request: Of) => Promise<Result<true, Unknown>>;

type Needs = { transact: InTransaction<EndpointRecords>; clock: () => Date };

export const changeEndpointWith =
  (needs: Needs & { check: CheckEndpoint }): ChangeEndpoint =>
  async ({ by, endpointId, form }) => {
    const checked = needs.check(form);
    if (!checked.ok) return checked;
    return changed(needs, { by, endpointId, action: "webhook.changed" }, (before) => ({ ...before, ...checked.value }));
  };

/** Staff's word counts: one that answered 410 gets messages again when it is enabled. */
export const switchEndpointWith =
  (needs: Needs): SwitchEndpoint =>
  async ({ by, endpointId, enabled }) => {
    const action = enabled ? "webhook.enabled" : "webhook.disabled";
    return changed(needs, { by, endpointId, action }, (before, at) => {
      if (enabled === (before.disabled === null)) return before;
      return { ...before, disabled: enabled ? null : { reason: "by-staff", at } };
    });
  };

export const removeEndpointWith =
  (needs: Needs): RemoveEndpoint =>
  ({ by, endpointId }) =>
    needs.transact(async ({ endpoints, tell }) => {
      const before = await endpoints.hold(endpointId);
      if (!before) return refuse({ kind: "endpoint-unknown" });
      await endpoints.remove(endpointId);
      const acted = { at: needs.clock(), by, action: "webhook.removed", endpointId, reason: "" };
      await tell({ ...acted, before: shownEndpoint(before) });
      return ok(true);
    });

function changed(
  needs: Needs,
  { by, endpointId, action }: Of & { action: string },
  change: (before: Endpoint, at: Date) => Endpoint,
): Promise<Result<Endpoint, Unknown>> {
  return needs.transact(async ({ endpoints, tell }) => {
    const before = await endpoints.hold(endpointId);
    if (!before) return refuse({ kind: "endpoint-unknown" });
    const at = needs.clock();
    const after = change(before, at);
    if (after === before) return ok(before);
    await endpoints.save(after);
    // Also when it is enabled: what happened at the very moment when it was disabled may be kept as pending.
    if ((before.disabled === null) !== (after.disabled === null)) await endpoints.miss(endpointId);
    const seen = { before: shownEndpoint(before), after: shownEndpoint(after) };
    await tell({ at, by, action, endpointId, reason: "", ...seen });
    return ok(after);
  });
}
