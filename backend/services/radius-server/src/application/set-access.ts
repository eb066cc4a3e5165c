import { type Result, ok, refuse } from "@beacom/result";
import { z } from "zod";
import {
  extraAttribute,
  mostOctets,
  problemsOf,
  problemsWith,
  simultaneousUse,
  weeklyWindow,
} from "#application/access-profiles";
import type { Policy } from "#application/local-view";
import { parseAddress, parseNetwork } from "#domain/network";
import { windowInWords } from "#domain/policy/weekly-window";
import type { PersonalAccess } from "#domain/subscriber";

export type AccessSettings = {
  readonly customerId: string;
  readonly username: string;
  readonly profile: string | undefined;
  readonly personal: PersonalAccess;
  readonly firstLoginAt: Date | undefined;
  readonly devices: readonly { readonly mac: string; readonly name: string }[];
  readonly leases: readonly { readonly pool: string; readonly address: string; readonly usedAt: Date }[];
};

export type AccessStore = {
  read(customerId: string): Promise<AccessSettings | undefined>;
  /** `address-taken`: somebody else has one of the fixed addresses, or has it from a pool. */
  write(
    customerId: string,
    settings: { profile: string | undefined; personal: PersonalAccess },
  ): Promise<"written" | "not-there" | "address-taken">;
  /** `taken`: the device is another customer's. */
  putDevice(customerId: string, device: { mac: string; name: string }): Promise<"written" | "not-there" | "taken">;
  removeDevice(mac: string): Promise<boolean>;
};

export type SetAccessRefusal =
  | { readonly kind: "settings-not-valid"; readonly problems: readonly string[] }
  | { readonly kind: "profile-unknown" | "customer-unknown" | "address-taken" | "mac-not-valid" | "device-taken" };

const address4 = z.string().refine((text) => parseAddress(text)?.width === 32, "an IPv4 address is written 100.64.0.7");
const prefix6 = z
  .string()
  .refine(
    (text) => text.includes("/") && parseNetwork(text)?.width === 128,
    "an IPv6 prefix is written 2001:db8:1::/56",
  );

/** What is one subscriber's alone, as staff write it. */
const definition = z.strictObject({
  disabled: z.boolean().optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  address: address4.optional(),
  prefix: prefix6.optional(),
  delegated: prefix6.optional(),
  routes: z.array(z.string().min(1).max(200)).max(50).optional(),
  simultaneousUse: simultaneousUse.optional(),
  callingStationIds: z.array(z.string().min(1).max(100)).max(100).optional(),
  nasNames: z.array(z.string().min(1).max(200)).max(1_000).optional(),
  hours: z.array(weeklyWindow).max(50).optional(),
  attributes: z.array(extraAttribute).max(50).optional(),
});

/** Reads a subscriber's own settings; what is not there is as the profile says. */
export function readPersonalAccess(
  json: unknown,
  policy: Policy,
): Result<PersonalAccess, SetAccessRefusal & { kind: "settings-not-valid" }> {
  const parsed = definition.safeParse(json ?? {});
  if (!parsed.success) return refuse({ kind: "settings-not-valid", problems: problemsOf(parsed.error) });
  const { expiresAt, ...rest } = parsed.data;
  const routes = (rest.routes ?? []).map((value) => ({ attribute: "Framed-Route", value }));
  const problems = problemsWith([...routes, ...(rest.attributes ?? [])], policy.dictionary, mostOctets.personal);
  if (problems.length > 0) return refuse({ kind: "settings-not-valid", problems });
  const given = Object.entries({ ...rest, ...(expiresAt && { expiresAtMs: Date.parse(expiresAt) }) });
  return ok(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
}

/** The way back, for whoever reads it. */
export function personalAccessJson({ expiresAtMs, hours, ...rest }: PersonalAccess): Record<string, unknown> {
  return {
    ...rest,
    ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs).toISOString() }),
    ...(hours && { hours: hours.map(windowInWords) }),
  };
}

export const setAccessWith = (deps: { store: AccessStore; policy: () => Policy }) => ({
  async set(asked: {
    customerId: string;
    profile: string;
    personal: unknown;
  }): Promise<Result<AccessSettings, SetAccessRefusal>> {
    const policy = deps.policy();
    const personal = readPersonalAccess(asked.personal, policy);
    if (!personal.ok) return personal;
    const profile = asked.profile === "" || asked.profile === "default" ? undefined : asked.profile;
    if (profile !== undefined && !policy.profiles.has(profile)) return refuse({ kind: "profile-unknown" });
    const written = await deps.store.write(asked.customerId, { profile, personal: personal.value });
    if (written === "address-taken") return refuse({ kind: written });
    const settings = written === "written" ? await deps.store.read(asked.customerId) : undefined;
    return settings ? ok(settings) : refuse({ kind: "customer-unknown" });
  },
  async get(customerId: string): Promise<Result<AccessSettings, SetAccessRefusal>> {
    const settings = await deps.store.read(customerId);
    return settings ? ok(settings) : refuse({ kind: "customer-unknown" });
  },
  async putDevice(asked: {
    customerId: string;
    mac: string;
    name: string;
  }): Promise<Result<{ mac: string; name: string }, SetAccessRefusal>> {
    const mac = asked.mac.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
    if (mac.length !== 12) return refuse({ kind: "mac-not-valid" });
    const device = { mac, name: asked.name.trim() };
    const written = await deps.store.putDevice(asked.customerId, device);
    if (written === "taken") return refuse({ kind: "device-taken" });
    return written === "written" ? ok(device) : refuse({ kind: "customer-unknown" });
  },
  async removeDevice(mac: string): Promise<Result<void, SetAccessRefusal>> {
    const removed = await deps.store.removeDevice(mac.toLowerCase().replaceAll(/[^0-9a-f]/g, ""));
    return removed ? ok(undefined) : refuse({ kind: "mac-not-valid" });
  },
});
