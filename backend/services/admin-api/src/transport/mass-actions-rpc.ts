import { isId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import type { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { callerOf, requireFresh, requirePermission, requireScope } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { DecideMassAction, DecideRefusal, PrepareMassAction, PrepareRefusal } from "#application/mass-actions";
import type { MassView, MassViews } from "#application/mass-actions-ports";
import type { CustomerFilter } from "#domain/mass-actions-filter";
import { massCustomerStates, reportHeader, reportLine } from "#domain/mass-actions-report";
import type { MassKind } from "#domain/mass-actions-terms";
import { oneOf, termsAsked, whoAsked } from "#transport/mass-actions-asked";
import { actionMessage, customerMessage, massStates } from "#transport/mass-actions-wire";
import { refusalsOf } from "#transport/refusals-told";
import { actOf, pageOf } from "#transport/staff-acts";

const [running, approving] = ["mass-actions.run", "mass-actions.approve"];
/** Doing it to many needs what doing it to one does. */
const alsoNeeded = {
  suspend: "customers.restrict",
  restore: "customers.restrict",
  disconnect: "radius.disconnect",
  notify: "messages.send",
  "move-plan": "plans.manage",
  credit: "approvals.decide",
} as const satisfies Record<MassKind, string>;
const freshMinutes = 15;
const exportedAtOnce = 1_000;

const codes = {
  "amount-not-positive": Code.InvalidArgument,
  "amount-too-large": Code.InvalidArgument,
  "asker-cannot-approve": Code.PermissionDenied,
  "filter-contradicts-itself": Code.InvalidArgument,
  "filter-too-wide": Code.InvalidArgument,
  "idempotency-key-missing": Code.InvalidArgument,
  "idempotency-key-reused": Code.AlreadyExists,
  lapsed: Code.FailedPrecondition,
  "list-empty": Code.InvalidArgument,
  "list-too-long": Code.InvalidArgument,
  "mass-action-unknown": Code.NotFound,
  "nobody-to-do-it-to": Code.FailedPrecondition,
  "not-awaiting-approval": Code.FailedPrecondition,
  "not-over-yet": Code.FailedPrecondition,
  "not-paused": Code.FailedPrecondition,
  "not-running": Code.FailedPrecondition,
  "over-already": Code.FailedPrecondition,
  "plan-missing": Code.InvalidArgument,
  "reason-code-missing": Code.InvalidArgument,
  "reason-missing": Code.InvalidArgument,
  "reason-too-long": Code.InvalidArgument,
  "restriction-not-known": Code.InvalidArgument,
  "same-plan": Code.InvalidArgument,
  "started-already": Code.FailedPrecondition,
  "still-preparing": Code.FailedPrecondition,
  "when-not-known": Code.InvalidArgument,
  "words-missing": Code.InvalidArgument,
  "words-not-plain": Code.InvalidArgument,
  "words-too-long": Code.InvalidArgument,
} satisfies Record<(PrepareRefusal | DecideRefusal)["kind"], Code>;

export function massActionsRpc({
  views,
  prepare,
  decide,
  currencyNow,
}: {
  readonly views: MassViews;
  readonly prepare: PrepareMassAction;
  readonly decide: DecideMassAction;
  readonly currencyNow: () => Promise<Currency>;
}): ServiceImpl<typeof MassActionsService> {
  const answered = refusalsOf(codes);

  async function viewed(actionId: string): Promise<MassView> {
    const view = await views.action(actionId);
    if (!view) throw new ConnectError("mass-action-unknown", Code.NotFound);
    return view;
  }
  const messageOf = async (actionId: string) => actionMessage(await viewed(actionId), await currencyNow());

  const deciding =
    (type: "start" | "approve" | "decline" | "pause" | "resume" | "cancel") =>
    async ({ actionId }: { actionId: string }, context: HandlerContext) => {
      const act = actOf(context, type === "approve" || type === "decline" ? approving : running);
      if (type === "approve") requireFresh(context, freshMinutes);
      if (type === "start" || type === "resume")
        requirePermission(context, alsoNeeded[(await viewed(actionId)).action.terms.kind]);
      answered(await decide({ actionId, type, act }));
      return messageOf(actionId);
    };

  return {
    async prepareMassAction(request, context) {
      const act = actOf(context, running);
      const [terms, who] = [termsAsked(request), whoAsked(request)];
      requirePermission(context, alsoNeeded[terms.kind]);
      requireOwnSite(context, "filter" in who ? who.filter : undefined);
      const { reason, idempotencyKey } = request;
      const { actionId } = answered(await prepare({ terms, who, reason, idempotencyKey, act }));
      return messageOf(actionId);
    },
    startMassAction: deciding("start"),
    approveMassAction: deciding("approve"),
    declineMassAction: deciding("decline"),
    pauseMassAction: deciding("pause"),
    resumeMassAction: deciding("resume"),
    cancelMassAction: deciding("cancel"),
    async getMassAction({ actionId }, context) {
      requireEither(context);
      return messageOf(actionId);
    },
    async listMassActions({ cursor, limit, state }, context) {
      requireEither(context);
      if (cursor !== "" && !isId("massAction", cursor)) throw new ConnectError("cursor-unknown", Code.InvalidArgument);
      const size = pageOf(limit);
      const wanted = {
        before: cursor || undefined,
        state: state === "" ? undefined : oneOf(massStates, state, "state-not-known"),
      };
      const found = await views.page({ ...wanted, limit: size + 1 });
      const shown = found.slice(0, size);
      const currency = await currencyNow();
      const nextCursor = found.length > size ? (shown.at(-1)?.action.actionId ?? "") : "";
      return { actions: shown.map((view) => actionMessage(view, currency)), page: { nextCursor } };
    },
    async listMassActionCustomers({ actionId, cursor, limit, state }, context) {
      requireEither(context);
      if (!/^\d{0,9}$/.test(cursor)) throw new ConnectError("cursor-unknown", Code.InvalidArgument);
      await viewed(actionId);
      const size = pageOf(limit);
      const wanted = {
        actionId,
        after: Number(cursor),
        state: state === "" ? undefined : oneOf(massCustomerStates, state, "state-not-known"),
      };
      const found = await views.customers({ ...wanted, limit: size + 1 });
      const shown = found.slice(0, size);
      const currency = await currencyNow();
      const nextCursor = found.length > size ? `${shown.at(-1)?.ordinal ?? ""}` : "";
      return { customers: shown.map((customer) => customerMessage(customer, currency)), page: { nextCursor } };
    },
    async *exportMassAction({ actionId }, context) {
      requireEither(context);
      await viewed(actionId);
      yield { text: reportHeader };
      for (let after = 0; ; ) {
        const found = await views.customers({ actionId, after, state: undefined, limit: exportedAtOnce });
        if (found.length > 0) yield { text: found.map(reportLine).join("") };
        if (found.length < exportedAtOnce) return;
        after = found.at(-1)?.ordinal ?? after;
      }
    },
  };
}

/** Whoever runs such actions sees them, and whoever approves them. */
function requireEither(context: HandlerContext): void {
  const caller = callerOf(context);
  const mayApprove = caller.kind === "staff" && caller.permissions.includes(approving);
  if (!mayApprove) requirePermission(context, running);
}

/** Where a list was pasted nobody knows at whose site those on it are. */
function requireOwnSite(context: HandlerContext, filter: CustomerFilter | undefined): void {
  const caller = callerOf(context);
  if (caller.kind !== "staff" || caller.sites === undefined) return;
  if (!filter?.nasName) throw new ConnectError("out-of-scope", Code.PermissionDenied);
  requireScope(context, "sites", filter.nasName);
}
