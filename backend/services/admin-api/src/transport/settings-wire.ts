import type {
  BankAccount as BankMessage,
  ChangeSettingsRequest,
  OperatorSettings as SettingsMessage,
} from "@beacom/proto/admin/v1/settings";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type ChangeOf, masked } from "#application/settings";
import type { BankAccount, OperatorSettings, SettingsDraft } from "#domain/settings";
import type { SettingsVersion } from "#domain/settings-history";

/** As it was typed; an amount in another currency than the operator's is none. */
export function draftAsked(settings: SettingsMessage): Omit<SettingsDraft, "bank" | "logo"> {
  const { aloneAmount, bank: _, logoDigest: _digest, logoMediaType: _mediaType, ...typed } = settings;
  const isInCurrency = aloneAmount === undefined || aloneAmount.currency === settings.currency;
  return { ...typed, aloneCents: isInCurrency ? (aloneAmount?.minorUnits ?? 0n) : -1n };
}

export function bankAsked({ bank }: Pick<ChangeSettingsRequest, "bank">): ChangeOf<BankAccount> {
  if (bank.case === "setBank") {
    const { bankName, accountHolder, accountNumber, branchCode, swiftCode } = bank.value;
    const account = { bankName, accountHolder, accountNumber, branchCode, swiftCode: swiftCode || null };
    return { as: "set", value: account };
  }
  return bank.case === "removeBank" && bank.value ? { as: "removed" } : { as: "kept" };
}

export function logoAsked({ logo }: Pick<ChangeSettingsRequest, "logo">): ChangeOf<Uint8Array> {
  if (logo.case === "setLogo") return { as: "set", value: logo.value };
  return logo.case === "removeLogo" && logo.value ? { as: "removed" } : { as: "kept" };
}

export const versionMessage = (known: SettingsVersion, seesBank: boolean) => ({
  version: known.version,
  settings: settingsMessage(known.settings, seesBank),
  validFrom: timestampFromDate(known.validFrom),
  changedBy: known.by,
  changedAt: timestampFromDate(known.at),
  reason: known.reason,
});

function settingsMessage(settings: OperatorSettings, seesBank: boolean) {
  const { vatNumber, registrationNumber, website, bank, logo, aloneCents, ...plain } = settings;
  return {
    ...plain,
    addressLines: [...plain.addressLines],
    languages: [...plain.languages],
    vatNumber: vatNumber ?? "",
    registrationNumber: registrationNumber ?? "",
    website: website ?? "",
    ...(bank && { bank: bankMessage(bank, seesBank) }),
    logoDigest: logo?.digest ?? "",
    logoMediaType: logo?.mediaType ?? "",
    aloneAmount: { minorUnits: aloneCents, currency: plain.currency },
  };
}

const bankMessage = (bank: BankAccount, seesBank: boolean): Omit<BankMessage, "$typeName"> => ({
  ...bank,
  accountNumber: seesBank ? bank.accountNumber : masked(bank.accountNumber),
  swiftCode: bank.swiftCode ?? "",
  masked: !seesBank,
});

export const publicMessage = (settings: OperatorSettings) => ({
  tradingName: settings.tradingName,
  supportPhone: settings.supportPhone,
  supportEmail: settings.supportEmail,
  website: settings.website ?? "",
  languages: [...settings.languages],
  zone: settings.zone,
  currency: settings.currency,
  logoDigest: settings.logo?.digest ?? "",
});
