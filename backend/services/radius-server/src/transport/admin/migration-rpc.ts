import type { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { requirePermission } from "@beacom/runtime";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { importSubscribersWith } from "#application/import-subscribers";
import type { RadiusStatus } from "#application/radius-status";
import type { Exchange, Judgement } from "#transport/judge-exchange";

type Methods = "importSubscribers" | "judgeExchanges" | "getRadiusStatus";

const mostAtOnce = 2_000;

/** Coming from another server, and how it stands here. */
export function migrationRpc(useCases: {
  importSubscribers: ReturnType<typeof importSubscribersWith>;
  judge: (exchange: Exchange) => Promise<Judgement>;
  status: () => Promise<RadiusStatus>;
  nowMs: () => number;
}): Pick<ServiceImpl<typeof RadiusAdminService>, Methods> {
  return {
    async importSubscribers({ subscribers, dryRun }, context) {
      requirePermission(context, "radius.write");
      refuseTooMany(subscribers.length);
      const imported = subscribers.map((subscriber) => ({ ...subscriber, personal: subscriber.personal }));
      return { outcomes: [...(await useCases.importSubscribers(imported, dryRun))] };
    },
    async judgeExchanges({ exchanges }, context) {
      requirePermission(context, "radius.read");
      refuseTooMany(exchanges.length);
      const judgements: Judgement[] = [];
      for (const { source, request, reply, at } of exchanges) {
        const atMs = at ? timestampDate(at).getTime() : useCases.nowMs();
        judgements.push(await useCases.judge({ source, request, reply, atMs }));
      }
      return { judgements: judgements.map((one) => ({ ...one, differences: [...one.differences] })) };
    },
    async getRadiusStatus(_, context) {
      requirePermission(context, "radius.read");
      const { processes, ...status } = await useCases.status();
      return {
        ...status,
        processes: processes.map(({ processId, startedAt, seenAt }) => ({
          processId,
          startedAt: timestampFromDate(startedAt),
          seenAt: timestampFromDate(seenAt),
        })),
      };
    },
  };
}

function refuseTooMany(count: number): void {
  if (count > mostAtOnce) throw new ConnectError(`too-many: at most ${mostAtOnce} at once`, Code.InvalidArgument);
}
