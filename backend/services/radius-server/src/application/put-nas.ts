import { newId } from "@beacom/ids";
import { type Result, refuse } from "@beacom/result";
import type { Nas, Vendor } from "#domain/nas";
import { parseAddress, parseNetwork } from "#domain/network";

export type NasRefusal = {
  readonly kind:
    | "name-missing"
    | "address-not-valid"
    | "address-taken"
    | "secret-missing"
    | "vendor-unknown"
    | "port-not-valid"
    | "policy-unknown";
};

/** Keyed by its name; a secret that is absent stays as it is. */
export type NasStore = {
  put(nas: Nas & { secret: string | undefined }): Promise<Result<Nas, NasRefusal>>;
  list(): Promise<readonly Nas[]>;
  learn(nasId: string, address: string, signs: boolean): Promise<void>;
};

export type PutNas = {
  name: string;
  address: string;
  secret: string;
  vendor: string;
  coaPort: number;
  requireMessageAuthenticator: string;
  countersReversed: boolean;
  coaAddress: string;
};

const vendors: readonly string[] = ["mikrotik", "wispr"] satisfies Vendor[];
const policies: readonly string[] = ["yes", "no", "auto"] satisfies Nas["requireMessageAuthenticator"][];

export const putNasWith =
  ({ nas, known }: { nas: NasStore; known: () => Promise<void> }) =>
  async (asked: PutNas): Promise<Result<Nas, NasRefusal>> => {
    const name = asked.name.trim();
    const network = parseNetwork(asked.address.trim());
    const policy = asked.requireMessageAuthenticator || "auto";
    const coaPort = asked.coaPort || 3799;
    if (name === "") return refuse({ kind: "name-missing" });
    if (network === undefined) return refuse({ kind: "address-not-valid" });
    if (!vendors.includes(asked.vendor)) return refuse({ kind: "vendor-unknown" });
    if (!policies.includes(policy)) return refuse({ kind: "policy-unknown" });
    if (coaPort > 65_535) return refuse({ kind: "port-not-valid" });
    if (asked.coaAddress !== "" && parseAddress(asked.coaAddress) === undefined)
      return refuse({ kind: "address-not-valid" });
    const stored = await nas.put({
      nasId: newId("nas"),
      name,
      network: textOf(network),
      vendor: asked.vendor as Vendor,
      coaAddress: asked.coaAddress || undefined,
      coaPort,
      requireMessageAuthenticator: policy as Nas["requireMessageAuthenticator"],
      countersReversed: asked.countersReversed,
      secret: asked.secret || undefined,
    });
    // Whoever put it here may send the first packet at once.
    if (stored.ok) await known();
    return stored;
  };

/** The network's own first address and its length, as `cidr` wants it: 10.1.2.3/8 is 10.0.0.0/8. */
function textOf({ bits, width, prefix }: { bits: bigint; width: 32 | 128; prefix: number }): string {
  const step = width === 32 ? 8n : 16n;
  const parts: string[] = [];
  for (let shift = BigInt(width) - step; shift >= 0n; shift -= step) {
    parts.push(((bits >> shift) & ((1n << step) - 1n)).toString(width === 32 ? 10 : 16));
  }
  return `${parts.join(width === 32 ? "." : ":")}/${prefix}`;
}
