import type { Grant, NasKind, Template } from "#domain/policy/nas-kind";
import cambium from "./kinds/cambium.json" with { type: "json" };
import chillispot from "./kinds/chillispot.json" with { type: "json" };
import cisco from "./kinds/cisco.json" with { type: "json" };
import hostapd from "./kinds/hostapd.json" with { type: "json" };
import huawei from "./kinds/huawei.json" with { type: "json" };
import mikrotik from "./kinds/mikrotik.json" with { type: "json" };
import standard from "./kinds/standard.json" with { type: "json" };
import unifi from "./kinds/unifi.json" with { type: "json" };
import wispr from "./kinds/wispr.json" with { type: "json" };

/** A kind as it is written down: what it does not say is as the standard says. */
export type NasKindDefinition = {
  name: string;
  title: string;
  grants?: Partial<Record<Grant, readonly Template[]>>;
  dynamicAuthorization?: {
    port?: number;
    changesSessions?: string;
    session?: readonly Template[];
    needs?: readonly string[];
  };
  deviceApi?: string;
};

export function nasKindOf(definition: NasKindDefinition): NasKind {
  const { name, title, grants = {}, dynamicAuthorization = {}, deviceApi } = definition;
  const usual = standard.dynamicAuthorization;
  return {
    name,
    title,
    grants: { ...standard.grants, ...grants },
    dynamicAuthorization: {
      port: dynamicAuthorization.port ?? usual.port,
      changesSessions: dynamicAuthorization.changesSessions === "no" ? "no" : "yes",
      session: dynamicAuthorization.session ?? usual.session,
      needs: dynamicAuthorization.needs ?? usual.needs,
    },
    deviceApi: deviceApi === "routeros" ? deviceApi : undefined,
  };
}

/** The makes that come with Beacom, by name. */
export const shippedKinds: ReadonlyMap<string, NasKind> = new Map(
  [standard, mikrotik, wispr, chillispot, cisco, unifi, cambium, hostapd, huawei].map((definition) => {
    const kind = nasKindOf(definition);
    return [kind.name, kind];
  }),
);
