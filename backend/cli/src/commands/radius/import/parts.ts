/** What an import may be confined to. */
export const importParts = ["nas", "groups", "subscribers"] as const;
export type ImportPart = (typeof importParts)[number];
