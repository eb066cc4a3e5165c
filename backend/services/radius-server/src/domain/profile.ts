import type { Vendor } from "#domain/nas";
import type { ServiceState } from "#domain/service-state";

/** A service state in the attributes that a vendor enforces, by the dictionary's names. */
export type ProfileAttribute = { readonly name: string; readonly value: string | number };

export const walledGardenName = "walled-garden";

export function profileFor(vendor: Vendor, service: ServiceState): readonly ProfileAttribute[] {
  return [...rateFor[vendor](service), ...(service.level === "walled-garden" ? gardenFor[vendor] : [])];
}

/** In a CoA the lists that an earlier profile put the subscriber on are replaced, never emptied: absence would change nothing. */
export function changeFor(vendor: Vendor, service: ServiceState): readonly ProfileAttribute[] {
  const rate = rateFor[vendor](service);
  return [...rate, ...(service.level === "walled-garden" ? gardenFor[vendor] : onlineFor[vendor])];
}

type Rated = Pick<ServiceState, "downBitsPerSecond" | "upBitsPerSecond">;

const rateFor = {
  /** "rx/tx" from the router's side: rx is what it receives, the subscriber's upload. */
  mikrotik: ({ downBitsPerSecond, upBitsPerSecond }: Rated) =>
    downBitsPerSecond > 0n && upBitsPerSecond > 0n
      ? [{ name: "Mikrotik-Rate-Limit", value: `${mikrotikRate(upBitsPerSecond)}/${mikrotikRate(downBitsPerSecond)}` }]
      : [],
  wispr: ({ downBitsPerSecond, upBitsPerSecond }: Rated) => [
    ...(upBitsPerSecond > 0n ? [{ name: "WISPr-Bandwidth-Max-Up", value: integer32(upBitsPerSecond) }] : []),
    ...(downBitsPerSecond > 0n ? [{ name: "WISPr-Bandwidth-Max-Down", value: integer32(downBitsPerSecond) }] : []),
  ],
} satisfies Record<Vendor, (rated: Rated) => readonly ProfileAttribute[]>;

const gardenFor = {
  mikrotik: [{ name: "Mikrotik-Address-List", value: walledGardenName }],
  wispr: [{ name: "Filter-Id", value: walledGardenName }],
} satisfies Record<Vendor, readonly ProfileAttribute[]>;

const onlineFor = {
  mikrotik: [{ name: "Mikrotik-Address-List", value: "online" }],
  wispr: [{ name: "Filter-Id", value: "online" }],
} satisfies Record<Vendor, readonly ProfileAttribute[]>;

/** RouterOS takes bits per second with k and M for thousands and millions. */
function mikrotikRate(bitsPerSecond: bigint): string {
  if (bitsPerSecond % 1_000_000n === 0n) return `${bitsPerSecond / 1_000_000n}M`;
  if (bitsPerSecond % 1_000n === 0n) return `${bitsPerSecond / 1_000n}k`;
  return `${bitsPerSecond}`;
}

function integer32(value: bigint): number {
  return Number(value > 0xffff_ffffn ? 0xffff_ffffn : value);
}
