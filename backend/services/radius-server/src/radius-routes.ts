import { personalDataRpc } from "@beacom/personal-data";
import { RadiusPersonalData } from "@beacom/proto/radius/v1/personal_data";
import { radiusPersonalData } from "#adapters/personal-data-walk";
import { randomBytes } from "node:crypto";
import type { Feed } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { ConnectRouter } from "@connectrpc/connect";
import { accessSettingsIn } from "#adapters/access-settings-postgres";
import { addressPoolsIn } from "#adapters/address-pools-postgres";
import { authorizationListIn } from "#adapters/authorization-list-postgres";
import type { Credentials } from "#adapters/credentials-postgres";
import { importIn } from "#adapters/import-postgres";
import { massChangesIn } from "#adapters/mass-changes-postgres";
import { quarantineIn } from "#adapters/quarantine-postgres";
import type { Sealing } from "#adapters/sealing";
import { staffDeedsIn } from "#adapters/staff-deeds-outbox";
import { sessionListIn } from "#adapters/session-list-postgres";
import type { AccessAttributes } from "#application/access-attributes";
import type { AccountingWriter } from "#application/accounting-writer";
import type { SessionAuthorizer } from "#application/authorize-sessions";
import type { Certificates } from "#application/certificates";
import { explainAccessWith } from "#application/explain-access";
import type { HomeServers } from "#application/home-servers";
import { importSubscribersWith } from "#application/import-subscribers";
import { keepPolicyWith, type PolicyDocuments } from "#application/keep-policy";
import { putPoolWith } from "#application/keep-pools";
import type { keepRealmsWith } from "#application/keep-realms";
import { listAuthorizationsWith } from "#application/list-authorizations";
import { listSessionsWith } from "#application/list-sessions";
import { type LocalView, shippedPolicy } from "#application/local-view";
import { massChangesWith } from "#application/mass-change";
import { type NasStore, putNasWith } from "#application/put-nas";
import { quarantineWith } from "#application/quarantine";
import type { RadiusStatus } from "#application/radius-status";
import type { RealmView } from "#application/realm-view";
import { setAccessWith } from "#application/set-access";
import { defaultProfile } from "#domain/policy/access-profile";
import type { Subscriber } from "#domain/subscriber";
import { certificateRpc } from "#transport/admin/certificate-rpc";
import { liveRpc } from "#transport/admin/live-rpc";
import { migrationRpc } from "#transport/admin/migration-rpc";
import { policyRpc } from "#transport/admin/policy-rpc";
import { realmRpc } from "#transport/admin/realm-rpc";
import { radiusAdminDeeds, radiusDeeds } from "#transport/deeds";
import { judgeExchangeWith } from "#transport/judge-exchange";
import { radiusRpc } from "#transport/radius-rpc";
import { tellingDeeds } from "#transport/staff-deeds";

/** Everything that staff and other services can ask. */
export function serveRadius(
  router: ConnectRouter,
  deps: {
    sql: Sql;
    sealing: Sealing;
    view: LocalView;
    attributes: AccessAttributes;
    documents: PolicyDocuments;
    nas: NasStore;
    credentials: Credentials;
    certificates: Certificates;
    realms: RealmView;
    servers: HomeServers;
    keepRealms: ReturnType<typeof keepRealmsWith>;
    writer: AccountingWriter;
    authorizer: SessionAuthorizer;
    feed: Feed;
    find: (login: { username: string; mac: string | undefined }) => Promise<Subscriber | undefined>;
    /** What was just written is used from now on. */
    known: () => Promise<void>;
    status: () => Promise<RadiusStatus>;
    clock: () => Date;
  },
): void {
  const { sql, view, attributes, nas, known, clock, feed } = deps;
  const policy = (): ReturnType<LocalView["policy"]> => view.policy();
  const tell = staffDeedsIn({ sql, clock });
  router.service(
    RadiusService,
    tellingDeeds(
      RadiusService,
      radiusRpc({
        putNas: putNasWith({ nas, kinds: () => policy().kinds, known }),
        nas,
        known,
        listSessions: listSessionsWith({ sessions: sessionListIn({ sql }) }),
        credential: (customerId) => deps.credentials.read(customerId),
        disconnect: (sessionId) => deps.authorizer.disconnect(sessionId),
      }),
      radiusDeeds,
      tell,
    ),
  );
  const pools = addressPoolsIn({ sql });
  const administration = {
    ...policyRpc({
      policy: keepPolicyWith({ documents: deps.documents, policy, known }),
      shipped(kind) {
        if (kind === "profile") return [{ name: defaultProfile.name, definition: { title: defaultProfile.title } }];
        if (kind === "dictionary") return [];
        return [...shippedPolicy.kinds.values()].map(({ name, ...definition }) => ({ name, definition }));
      },
      pools,
      putPool: putPoolWith({ pools }),
      access: setAccessWith({ store: accessSettingsIn({ sql }), policy }),
      explain: explainAccessWith({
        view,
        attributes,
        find: deps.find,
        proxiedTo(username) {
          const route = deps.realms.routeOf(username);
          return route.kind === "elsewhere" ? route.realm.homeServers.join(", ") : undefined;
        },
      }),
      nowMs: () => clock().getTime(),
    }),
    ...liveRpc({
      quarantine: quarantineWith({ store: quarantineIn({ sql }), writer: deps.writer }),
      listAuthorizations: listAuthorizationsWith({ authorizations: authorizationListIn({ sql }) }),
      massChanges: massChangesWith({ store: massChangesIn({ sql }), view, attributes, clock }),
    }),
    ...migrationRpc({
      importSubscribers: importSubscribersWith({
        store: importIn({ sql, sealing: deps.sealing }),
        policy,
        random: (octets) => randomBytes(octets),
        clock,
      }),
      judge: judgeExchangeWith({ view, attributes, realms: deps.realms }),
      status: deps.status,
      nowMs: () => clock().getTime(),
    }),
    ...certificateRpc(deps.certificates),
    ...realmRpc({ keepRealms: deps.keepRealms, stateOf: (name) => deps.servers.healthOf(name).state }),
  };
  router.service(RadiusAdminService, tellingDeeds(RadiusAdminService, administration, radiusAdminDeeds, tell));
  router.service(RadiusPersonalData, personalDataRpc(radiusPersonalData(sql)));
  router.service(RadiusEvents, { follow: (request, handler) => feed.follow(request, handler) });
}
