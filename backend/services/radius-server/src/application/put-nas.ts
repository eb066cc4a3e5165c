import { newId } from "@beacom/ids";
import { type Result, refuse } from "@beacom/result";
import type { DeviceApi, FallbackStep, Nas } from "#domain/nas";
import { networkText, parseAddress, parseNetwork } from "#domain/network";
import type { NasKind } from "#domain/policy/nas-kind";

export type NasRefusal = {
  readonly kind:
    | "name-missing"
    | "address-not-valid"
    | "address-taken"
    | "certificate-not-valid"
    | "secret-missing"
    | "vendor-unknown"
    | "port-not-valid"
    | "policy-unknown"
    | "pace-not-valid"
    | "fallback-unknown"
    | "device-api-not-valid"
    | "device-password-missing";
};

export type NewNas = Nas & { secret: string | undefined; devicePassword: string | undefined };

/** Keyed by its name; a secret that is absent stays as it is. */
export type NasStore = {
  put(nas: NewNas): Promise<Result<Nas, NasRefusal>>;
  /** False when there is none of this name. Its sessions stay as they are. */
  remove(name: string): Promise<boolean>;
  list(): Promise<readonly Nas[]>;
  learn(nasId: string, address: string, signs: boolean): Promise<void>;
  /** The password of its API, read when it is needed and kept nowhere. */
  devicePassword(nasId: string): Promise<string | undefined>;
};

export type PutNas = {
  name: string;
  address: string;
  identifier: string;
  certificate: string;
  secret: string;
  vendor: string;
  coaPort: number;
  coaPerSecond: number;
  requireMessageAuthenticator: string;
  allowUnsignedProxyState: boolean;
  countersReversed: boolean;
  coaAddress: string;
  afterFailedCoa: readonly string[];
  deviceApi?:
    | { address: string; port: number; tls: boolean; fingerprint: string; username: string; password: string }
    | undefined;
};

const policies: readonly string[] = ["yes", "no", "auto"] satisfies Nas["requireMessageAuthenticator"][];
const steps: readonly string[] = ["disconnect", "device-api"] satisfies FallbackStep[];
/** RFC 6614 section 2.3: what protects the packets is TLS; the secret inside is this for everybody. */
const radsecSecret = "radsec";

export const putNasWith =
  (deps: { nas: Pick<NasStore, "put">; kinds: () => ReadonlyMap<string, NasKind>; known: () => Promise<void> }) =>
  async (asked: PutNas): Promise<Result<Nas, NasRefusal>> => {
    const name = asked.name.trim();
    const [identifier, certificate] = [asked.identifier.trim(), asked.certificate.trim()];
    const network = asked.address.trim() === "" ? undefined : parseNetwork(asked.address.trim());
    const policy = asked.requireMessageAuthenticator || "auto";
    const kind = deps.kinds().get(asked.vendor);
    const coaPerSecond = asked.coaPerSecond || 50;
    if (name === "") return refuse({ kind: "name-missing" });
    if (kind === undefined) return refuse({ kind: "vendor-unknown" });
    if (asked.address.trim() !== "" || certificate === "") {
      if (network === undefined) return refuse({ kind: "address-not-valid" });
    }
    if (certificate.startsWith("sha256:") && !/^sha256:[0-9a-f]{64}$/.test(certificate))
      return refuse({ kind: "certificate-not-valid" });
    if (!policies.includes(policy)) return refuse({ kind: "policy-unknown" });
    const coaPort = asked.coaPort || kind.dynamicAuthorization.port;
    if (coaPort > 65_535) return refuse({ kind: "port-not-valid" });
    if (coaPerSecond > 10_000) return refuse({ kind: "pace-not-valid" });
    if (asked.coaAddress !== "" && parseAddress(asked.coaAddress) === undefined)
      return refuse({ kind: "address-not-valid" });
    if (!asked.afterFailedCoa.every((step) => steps.includes(step))) return refuse({ kind: "fallback-unknown" });
    const deviceApi = asked.deviceApi && deviceApiOf(asked.deviceApi);
    if (asked.deviceApi && deviceApi === undefined) return refuse({ kind: "device-api-not-valid" });
    const fallback = asked.afterFailedCoa as FallbackStep[];
    const stored = await deps.nas.put({
      nasId: newId("nas"),
      name,
      network: network && networkText(network),
      identifier: identifier || undefined,
      certificate: certificate || undefined,
      kind: kind.name,
      coaAddress: asked.coaAddress || undefined,
      coaPort,
      coaPerSecond,
      requireMessageAuthenticator: policy as Nas["requireMessageAuthenticator"],
      allowUnsignedProxyState: asked.allowUnsignedProxyState,
      countersReversed: asked.countersReversed,
      afterFailedCoa: fallback.length > 0 ? fallback : deviceApi ? ["disconnect", "device-api"] : ["disconnect"],
      deviceApi,
      devicePassword: asked.deviceApi?.password || undefined,
      secret: asked.secret || (network === undefined ? radsecSecret : undefined),
    });
    // Whoever put it here may send the first packet at once.
    if (stored.ok) await deps.known();
    return stored;
  };

function deviceApiOf(asked: NonNullable<PutNas["deviceApi"]>): DeviceApi | undefined {
  const { address, tls, username } = asked;
  const fingerprint = asked.fingerprint.toLowerCase().replaceAll(":", "");
  const port = asked.port || (tls ? 8729 : 8728);
  if (username === "" || port > 65_535 || (address !== "" && parseAddress(address) === undefined)) return undefined;
  if (fingerprint !== "" && !/^[0-9a-f]{64}$/.test(fingerprint)) return undefined;
  return { address: address || undefined, port, tls, fingerprint: fingerprint || undefined, username };
}
