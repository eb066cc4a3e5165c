import { createHash } from "node:crypto";
import type { Json } from "@beacom/audit-log";
import { ok, type Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Act, Tell } from "#application/act";
import {
  type BankAccount,
  checkSettings,
  type LogoRef,
  type OperatorSettings,
  type SettingsDraft,
  type SettingsRefusal,
} from "#domain/settings";
import {
  changedFields,
  type ChangeSettingsRefusal,
  decideChangeSettings,
  type SettingsVersion,
} from "#domain/settings-history";
import { type Logo, type LogoRefusal, readLogo } from "#domain/settings-logo";

/** What one transaction reads and writes. */
export type SettingsRecords = {
  /** Oldest first. Held for this transaction: who changes them too waits. */
  history(): Promise<readonly SettingsVersion[]>;
  add(version: SettingsVersion): Promise<void>;
  keepLogo(ref: LogoRef, content: Uint8Array): Promise<void>;
  readonly tell: Tell;
};
export type SettingsViews = {
  /** Oldest first. */
  history(): Promise<readonly SettingsVersion[]>;
  logo(digest: string): Promise<Logo | undefined>;
};

export type ChangeOf<Value> =
  | { readonly as: "kept" }
  | { readonly as: "removed" }
  | { readonly as: "set"; readonly value: Value };
export type ChangeOperatorSettings = (command: {
  readonly draft: Omit<SettingsDraft, "bank" | "logo">;
  readonly bank: ChangeOf<BankAccount>;
  readonly logo: ChangeOf<Uint8Array>;
  readonly expectedVersion: number;
  readonly validFrom: Date | null;
  readonly reason: string;
  readonly act: Act;
}) => Promise<Result<SettingsVersion, SettingsRefusal | ChangeSettingsRefusal | LogoRefusal>>;

export const changeSettingsWith =
  ({
    inTransaction,
    clock,
  }: {
    readonly inTransaction: <T>(work: (records: SettingsRecords) => Promise<T>) => Promise<T>;
    readonly clock: Clock;
  }): ChangeOperatorSettings =>
  async ({ draft, bank, logo, act, ...change }) => {
    const picture = logo.as === "set" ? readLogo(logo.value) : undefined;
    if (picture && !picture.ok) return picture;
    const content = picture?.value;
    const ref = content && refOf(content);
    return inTransaction(async (records) => {
      const at = clock();
      const history = await records.history();
      const latest = history.at(-1);
      const checked = checkSettings({
        ...draft,
        bank: valueAfter(bank, latest?.settings.bank ?? null),
        logo: ref ?? (logo.as === "removed" ? null : (latest?.settings.logo ?? null)),
      });
      if (!checked.ok) return checked;
      const decided = decideChangeSettings(history, { ...change, settings: checked.value, by: act.who.id }, at);
      if (!decided.ok) return decided;
      const made = decided.value;
      if (ref && content) await records.keepLogo(ref, content.content);
      await records.add(made);
      const names = changedFields(latest?.settings, made.settings);
      const said = { ...told(names, made.settings), validFrom: made.validFrom.toISOString(), version: made.version };
      await records.tell({
        act,
        what: "settings.changed",
        whom: { kind: "settings", id: "operator" },
        before: latest ? told(names, latest.settings) : null,
        after: said,
        why: made.reason,
        at,
        entryId: `settings/${made.version}`,
      });
      return ok(made);
    });
  };

const valueAfter = <Value>(change: ChangeOf<Value>, before: Value | null): Value | null => {
  if (change.as === "kept") return before;
  return change.as === "set" ? change.value : null;
};

const refOf = ({ mediaType, content }: Logo): LogoRef => ({
  mediaType,
  digest: createHash("sha256").update(content).digest("hex"),
});

/** The fields that changed. The log is read by more people than may see a whole account number. */
function told(names: readonly string[], settings: OperatorSettings): { [name: string]: Json } {
  const { bank, aloneCents, addressLines, languages, ...plain } = settings;
  const all: { [name: string]: Json } = {
    ...plain,
    logo: settings.logo && { ...settings.logo },
    bank: bank && outlineOf(bank),
    aloneCents: aloneCents.toString(),
    addressLines: [...addressLines],
    languages: [...languages],
  };
  return Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
}

const outlineOf = ({ bankName, accountHolder, accountNumber, branchCode, swiftCode }: BankAccount): Json => ({
  bankName,
  accountHolder,
  account: masked(accountNumber),
  branch: branchCode,
  swift: swiftCode,
});

/** Enough to recognise an account by, and too little to use it. */
export const masked = (accountNumber: string): string => `••••${accountNumber.slice(-3)}`;
