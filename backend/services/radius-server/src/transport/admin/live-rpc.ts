import type { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { callerOf, requirePermission } from "@beacom/runtime";
import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { listAuthorizationsWith } from "#application/list-authorizations";
import type { MassChange, massChangesWith } from "#application/mass-change";
import type { quarantineWith } from "#application/quarantine";
import { refusedWith } from "#transport/admin/refusals";

type Methods =
  | "listQuarantine"
  | "settleQuarantined"
  | "listDynamicAuthorizations"
  | "previewMassChange"
  | "startMassChange"
  | "getMassChange"
  | "listMassChanges"
  | "cancelMassChange";

/** Live sessions: what was changed, what is to be changed, and reports that went wrong. */
export function liveRpc(useCases: {
  quarantine: ReturnType<typeof quarantineWith>;
  listAuthorizations: ReturnType<typeof listAuthorizationsWith>;
  massChanges: ReturnType<typeof massChangesWith>;
}): Pick<ServiceImpl<typeof RadiusAdminService>, Methods> {
  const { massChanges } = useCases;
  return {
    async listQuarantine({ limit }, context) {
      requirePermission(context, "radius.read");
      const reports = await useCases.quarantine.list(limit);
      return {
        reports: reports.map(({ receivedAt, report, ...rest }) => ({
          ...rest,
          receivedAt: timestampFromDate(receivedAt),
          report: report as JsonObject,
        })),
      };
    },
    async settleQuarantined({ id, how }, context) {
      requirePermission(context, "radius.write");
      const settled = await useCases.quarantine.settle(id, how);
      if (!settled.ok) throw refusedWith(settled.error);
      return { outcome: settled.value };
    },
    async listDynamicAuthorizations(request, context) {
      requirePermission(context, "radius.read");
      const { authorizations, nextCursor } = await useCases.listAuthorizations(request);
      return {
        authorizations: authorizations.map(({ requestedAt, sentAt, doneAt, ...rest }) => ({
          ...rest,
          requestedAt: timestampFromDate(requestedAt),
          ...(sentAt && { sentAt: timestampFromDate(sentAt) }),
          ...(doneAt && { doneAt: timestampFromDate(doneAt) }),
        })),
        page: { nextCursor },
      };
    },
    async previewMassChange(request, context) {
      requirePermission(context, "radius.read");
      const previewed = await massChanges.preview(request);
      if (!previewed.ok) throw refusedWith(previewed.error);
      const { sessions, seconds, routers, warnings } = previewed.value;
      return {
        sessions: BigInt(sessions),
        seconds,
        routers: routers.map((router) => ({
          ...router,
          sessions: BigInt(router.sessions),
          example: [...router.example],
        })),
        warnings: [...warnings],
      };
    },
    async startMassChange(request, context) {
      requirePermission(context, "radius.disconnect");
      const started = await massChanges.start({ ...request, startedBy: nameOf(context) });
      if (!started.ok) throw refusedWith(started.error);
      return massChangeMessage(started.value);
    },
    async getMassChange({ massChangeId }, context) {
      requirePermission(context, "radius.read");
      const found = await massChanges.read(massChangeId);
      if (!found.ok) throw refusedWith(found.error);
      return massChangeMessage(found.value);
    },
    async listMassChanges({ limit }, context) {
      requirePermission(context, "radius.read");
      return { changes: (await massChanges.list(limit)).map(massChangeMessage) };
    },
    async cancelMassChange({ massChangeId }, context) {
      requirePermission(context, "radius.disconnect");
      const cancelled = await massChanges.cancel(massChangeId);
      if (!cancelled.ok) throw refusedWith(cancelled.error);
      return massChangeMessage(cancelled.value);
    },
  };
}

/** Who is written down as having started it. */
function nameOf(context: HandlerContext): string {
  const caller = callerOf(context);
  return caller.kind === "staff" ? caller.staffId : caller.kind === "service" ? caller.name : caller.kind;
}

function massChangeMessage(
  change: MassChange,
): MessageInitShape<typeof RadiusAdminService.method.getMassChange.output> {
  const { startedAt, finishedAt, ...rest } = change;
  return {
    massChangeId: rest.massChangeId,
    action: rest.action,
    note: rest.note,
    startedAt: timestampFromDate(startedAt),
    ...(finishedAt && { finishedAt: timestampFromDate(finishedAt) }),
    sessions: BigInt(rest.sessions),
    done: BigInt(rest.done),
    acknowledged: BigInt(rest.acknowledged),
    refused: BigInt(rest.refused),
    noAnswer: BigInt(rest.noAnswer),
    overtaken: BigInt(rest.overtaken),
    cancelled: rest.cancelled,
    startedBy: rest.startedBy,
  };
}
