import type { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { keepRealmsWith } from "#application/keep-realms";
import type { HomeServer } from "#domain/home-server";
import type { Realm } from "#domain/realm";
import { refusedWith } from "#transport/admin/refusals";

type Methods = "putHomeServer" | "listHomeServers" | "removeHomeServer" | "putRealm" | "listRealms" | "removeRealm";

/** Users of other operators, whose own servers decide. */
export function realmRpc(useCases: {
  keepRealms: ReturnType<typeof keepRealmsWith>;
  stateOf: (homeServer: string) => string;
}): Pick<ServiceImpl<typeof RadiusAdminService>, Methods> {
  const { keepRealms, stateOf } = useCases;
  const serverMessage = ({ tlsName, tlsAuthorityPem, ...server }: HomeServer) => ({
    ...server,
    tlsName: tlsName ?? "",
    tlsAuthorityPem: tlsAuthorityPem ?? "",
    state: stateOf(server.name),
  });
  return {
    async putHomeServer(request, context) {
      requirePermission(context, "radius.write");
      const put = await keepRealms.putHomeServer(request);
      if (!put.ok) throw refusedWith(put.error);
      return serverMessage(put.value);
    },
    async listHomeServers(_, context) {
      requirePermission(context, "radius.read");
      return { servers: (await keepRealms.homeServers()).map(({ server }) => serverMessage(server)) };
    },
    async removeHomeServer({ name }, context) {
      requirePermission(context, "radius.write");
      const removed = await keepRealms.removeHomeServer(name);
      if (!removed.ok) throw refusedWith(removed.error);
      return {};
    },
    async putRealm(request, context) {
      requirePermission(context, "radius.write");
      const put = await keepRealms.putRealm(request);
      if (!put.ok) throw refusedWith(put.error);
      return realmMessage(put.value);
    },
    async listRealms(_, context) {
      requirePermission(context, "radius.read");
      return { realms: (await keepRealms.realms()).map(realmMessage) };
    },
    async removeRealm({ name }, context) {
      requirePermission(context, "radius.write");
      const removed = await keepRealms.removeRealm(name);
      if (!removed.ok) throw refusedWith(removed.error);
      return {};
    },
  };
}

const realmMessage = (realm: Realm) => ({
  ...realm,
  homeServers: [...realm.homeServers],
  allowedReplyAttributes: [...realm.allowedReplyAttributes],
});
