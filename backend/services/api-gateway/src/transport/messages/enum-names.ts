import type { DescEnum } from "@bufbuild/protobuf";

export type EnumNames = {
  readonly names: readonly string[];
  nameOf(number: number): string;
  numberOf(name: string): number;
};

const made = new Map<DescEnum, EnumNames>();

/** `RESTRICTION_WALLED_GARDEN` is `walled-garden` outside. What a newer service says that this process does not know is `unspecified`. */
export function enumNames(desc: DescEnum): EnumNames {
  const known = made.get(desc);
  if (known) return known;
  const pairs = desc.values.map(
    ({ localName, number }) => [localName.toLowerCase().replaceAll("_", "-"), number] as const,
  );
  const byName = new Map(pairs);
  const byNumber = new Map(pairs.map(([name, number]) => [number, name]));
  const names: EnumNames = {
    names: [...byName.keys()],
    nameOf: (number) => byNumber.get(number) ?? byNumber.get(0) ?? "unspecified",
    numberOf: (name) => byName.get(name) ?? 0,
  };
  made.set(desc, names);
  return names;
}
