import type { PolicyDocumentSchema, RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { requirePermission } from "@beacom/runtime";
import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate, timestampDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { explainAccessWith } from "#application/explain-access";
import type { keepPolicyWith, PolicyDocument, PolicyKind } from "#application/keep-policy";
import type { PoolStore, putPoolWith } from "#application/keep-pools";
import { type AccessSettings, personalAccessJson, type setAccessWith } from "#application/set-access";
import { refusedWith } from "#transport/admin/refusals";

type Methods =
  | "putPolicy"
  | "listPolicy"
  | "removePolicy"
  | "putPool"
  | "listPools"
  | "removePool"
  | "setAccess"
  | "getAccess"
  | "putDevice"
  | "removeDevice"
  | "explainAccess";

const kinds: readonly string[] = ["profile", "nas-kind", "dictionary"] satisfies PolicyKind[];

/** How services are delivered: profiles, kinds, pools, and what is one subscriber's alone. */
export function policyRpc(useCases: {
  policy: ReturnType<typeof keepPolicyWith>;
  shipped: (kind: PolicyKind) => readonly PolicyDocument[];
  pools: Pick<PoolStore, "list" | "remove">;
  putPool: ReturnType<typeof putPoolWith>;
  access: ReturnType<typeof setAccessWith>;
  explain: ReturnType<typeof explainAccessWith>;
  nowMs: () => number;
}): Pick<ServiceImpl<typeof RadiusAdminService>, Methods> {
  return {
    async putPolicy({ kind, name, definition, text }, context) {
      requirePermission(context, "radius.write");
      const put = await useCases.policy.put(kindOf(kind), {
        name,
        definition: kind === "dictionary" ? text : (definition ?? {}),
      });
      if (!put.ok) throw refusedWith(put.error);
      return {};
    },
    async listPolicy({ kind }, context) {
      requirePermission(context, "radius.read");
      const wanted = kindOf(kind);
      const own = await useCases.policy.list(wanted);
      const names = new Set(own.map(({ name }) => name));
      const shipped = useCases.shipped(wanted).filter(({ name }) => !names.has(name));
      return {
        documents: [
          ...own.map(({ name, definition }) => documentMessage(wanted, name, definition)),
          ...shipped.map(({ name, definition }) => ({
            ...documentMessage(wanted, name, definition),
            shipped: true,
          })),
        ],
      };
    },
    async removePolicy({ kind, name }, context) {
      requirePermission(context, "radius.write");
      const removed = await useCases.policy.remove(kindOf(kind), name);
      if (!removed.ok) throw refusedWith(removed.error);
      return {};
    },
    async putPool(request, context) {
      requirePermission(context, "radius.write");
      const put = await useCases.putPool(request);
      if (!put.ok) throw refusedWith(put.error);
      return {};
    },
    async listPools(_, context) {
      requirePermission(context, "radius.read");
      const pools = await useCases.pools.list();
      return { pools: pools.map((pool) => ({ ...pool, ranges: [...pool.ranges] })) };
    },
    async removePool({ name }, context) {
      requirePermission(context, "radius.write");
      const removed = await useCases.pools.remove(name);
      if (!removed.ok) throw refusedWith(removed.error);
      return {};
    },
    async setAccess({ customerId, profile, personal }, context) {
      requirePermission(context, "radius.write");
      const set = await useCases.access.set({ customerId, profile, personal });
      if (!set.ok) throw refusedWith(set.error);
      return accessMessage(set.value);
    },
    async getAccess({ customerId }, context) {
      requirePermission(context, "radius.read");
      const found = await useCases.access.get(customerId);
      if (!found.ok) throw refusedWith(found.error);
      return accessMessage(found.value);
    },
    async putDevice(request, context) {
      requirePermission(context, "radius.write");
      const put = await useCases.access.putDevice(request);
      if (!put.ok) throw refusedWith(put.error);
      return deviceMessage(put.value);
    },
    async removeDevice({ mac }, context) {
      requirePermission(context, "radius.write");
      const removed = await useCases.access.removeDevice(mac);
      if (!removed.ok) throw refusedWith(removed.error);
      return {};
    },
    async explainAccess({ who, nas, at, callingStationId }, context) {
      requirePermission(context, "radius.read");
      const atMs = at ? timestampDate(at).getTime() : useCases.nowMs();
      const explained = await useCases.explain({ who, nas, callingStationId, atMs });
      if (!explained.ok) throw refusedWith(explained.error);
      const { subscriber, because, attributes, change, ...rest } = explained.value;
      return {
        ...rest,
        because: [...because],
        attributes: [...attributes],
        change: [...change],
        customerId: subscriber?.customerId ?? "",
        username: subscriber?.username ?? "",
      };
    },
  };
}

function kindOf(kind: string): PolicyKind {
  if (!kinds.includes(kind)) throw refusedWith({ kind: "kind-unknown" });
  return kind as PolicyKind;
}

function documentMessage(
  kind: PolicyKind,
  name: string,
  definition: unknown,
): MessageInitShape<typeof PolicyDocumentSchema> {
  if (kind === "dictionary") return { kind, name, text: String(definition) };
  return { kind, name, definition: definition as JsonObject };
}

const deviceMessage = ({ mac, name }: { mac: string; name: string }) => ({
  mac: mac.replaceAll(/(..)(?!$)/g, "$1:"),
  name,
});

function accessMessage(settings: AccessSettings): MessageInitShape<typeof RadiusAdminService.method.getAccess.output> {
  return {
    customerId: settings.customerId,
    username: settings.username,
    profile: settings.profile ?? "default",
    personal: personalAccessJson(settings.personal) as JsonObject,
    devices: settings.devices.map(deviceMessage),
    ...(settings.firstLoginAt && { firstLoginAt: timestampFromDate(settings.firstLoginAt) }),
    leases: settings.leases.map(({ pool, address, usedAt }) => ({
      pool,
      address,
      usedAt: timestampFromDate(usedAt),
    })),
  };
}
