import { isCurrency } from "@beacom/money";
import type { Sql, Tx } from "@beacom/postgres";
import { z } from "zod";
import { actsIn } from "#adapters/acts-audited";
import type { SettingsRecords, SettingsViews } from "#application/settings";
import { languages, type OperatorSettings } from "#domain/settings";
import type { SettingsVersion } from "#domain/settings-history";
import type { Logo } from "#domain/settings-logo";

export const settingsIn = (tx: Tx): SettingsRecords => ({
  async history() {
    await tx`select pg_advisory_xact_lock(hashtextextended('operator settings', 0))`;
    return versionsIn(tx);
  },
  async add({ version, settings, validFrom, by, at, reason }) {
    const stored = { ...settings, aloneCents: settings.aloneCents.toString() };
    await tx`
      insert into settings_versions (version, settings, valid_from, changed_by, changed_at, reason)
      values (${version}, ${tx.json(stored)}, ${validFrom}, ${by}, ${at}, ${reason})`;
  },
  async keepLogo({ digest, mediaType }, content) {
    await tx`
      insert into settings_logos (digest, media_type, content) values (${digest}, ${mediaType}, ${Buffer.from(content)})
      on conflict do nothing`;
  },
  tell: actsIn(tx),
});

export const settingsViewsIn = (sql: Sql): SettingsViews => ({
  history: () => versionsIn(sql),
  async logo(digest) {
    const [row] = await sql<Logo[]>`
      select media_type as "mediaType", content from settings_logos where digest = ${digest}`;
    return row && { mediaType: row.mediaType, content: new Uint8Array(row.content) };
  },
});

async function versionsIn(sql: Sql | Tx): Promise<readonly SettingsVersion[]> {
  const rows = await sql<(Omit<SettingsVersion, "settings"> & { settings: unknown })[]>`
    select version, settings, valid_from as "validFrom", changed_by as by, changed_at as at, reason
    from settings_versions order by version`;
  return rows.map((row) => ({ ...row, settings: fromStored(row.settings) }));
}

const Stored = z.object({
  legalName: z.string(),
  tradingName: z.string(),
  addressLines: z.array(z.string()),
  vatNumber: z.string().nullable(),
  registrationNumber: z.string().nullable(),
  supportPhone: z.string(),
  supportEmail: z.string(),
  website: z.string().nullable(),
  bank: z
    .object({
      bankName: z.string(),
      accountHolder: z.string(),
      accountNumber: z.string(),
      branchCode: z.string(),
      swiftCode: z.string().nullable(),
    })
    .nullable(),
  zone: z.string(),
  currency: z.string().refine(isCurrency),
  languages: z.array(z.enum(languages)),
  logo: z.object({ mediaType: z.enum(["image/png", "image/svg+xml"]), digest: z.string() }).nullable(),
  aloneCustomers: z.number(),
  aloneCents: z.string().transform(BigInt),
});
const fromStored = (settings: unknown): OperatorSettings => Stored.parse(settings);
