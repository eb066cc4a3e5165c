import { type Currency, isCurrency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import {
  isBankAccountNumber,
  isBranchCode,
  isCompanyRegistration,
  isSwiftCode,
  isVatNumber,
  withoutSpacing,
} from "#domain/settings-numbers";

export const languages = ["en", "zu", "xh", "af", "st"] as const;
export type Language = (typeof languages)[number];

export type BankAccount = {
  readonly bankName: string;
  readonly accountHolder: string;
  readonly accountNumber: string;
  readonly branchCode: string;
  readonly swiftCode: string | null;
};
/** The picture itself is kept beside, by its digest. */
export type LogoRef = { readonly mediaType: "image/png" | "image/svg+xml"; readonly digest: string };

/** Who the operator is: what the law wants on documents, where customers turn to, and by whose days and money it reckons. */
export type OperatorSettings = {
  readonly legalName: string;
  readonly tradingName: string;
  readonly addressLines: readonly string[];
  /** Null: no vendor, who may neither charge VAT nor call anything a tax invoice. */
  readonly vatNumber: string | null;
  readonly registrationNumber: string | null;
  readonly supportPhone: string;
  readonly supportEmail: string;
  readonly website: string | null;
  readonly bank: BankAccount | null;
  readonly zone: string;
  readonly currency: Currency;
  /** The first is used where nothing else is known. */
  readonly languages: readonly Language[];
  readonly logo: LogoRef | null;
  /** Up to so much one member of staff may have done to many customers in a day; beyond it only two together. */
  readonly aloneCustomers: number;
  readonly aloneCents: bigint;
};

/** As somebody typed it. */
export type SettingsDraft = Omit<
  OperatorSettings,
  "vatNumber" | "registrationNumber" | "website" | "currency" | "languages"
> & {
  readonly vatNumber: string;
  readonly registrationNumber: string;
  readonly website: string;
  readonly currency: string;
  readonly languages: readonly string[];
};
export type SettingProblem = { readonly field: string; readonly because: string };
export type SettingsRefusal = { readonly kind: "settings-not-accepted"; readonly problems: readonly SettingProblem[] };

/** The settings in their usual notation, or everything that is wrong with them at once. */
export function checkSettings(draft: SettingsDraft): Result<OperatorSettings, SettingsRefusal> {
  const problems: SettingProblem[] = [];
  const wrong = (field: string, because: string): void => void problems.push({ field, because });
  const line = (field: string, text: string, { most = 120, needed = false } = {}): string => {
    const value = text.trim();
    if (needed && value === "") wrong(field, "missing");
    else if (value.length > most) wrong(field, "too-long");
    else if (/[\p{Cc}\p{Cs}]/u.test(value)) wrong(field, "not-plain-text");
    return value;
  };
  const checked = (field: string, text: string, fits: (text: string) => boolean): string | null => {
    if (text === "") return null;
    if (!fits(text)) wrong(field, "not-valid");
    return text;
  };
  const addressLines = draft.addressLines.map((text) => line("addressLines", text)).filter((text) => text !== "");
  if (addressLines.length > 6) wrong("addressLines", "too-many");
  const phone = line("supportPhone", draft.supportPhone, { most: 40 });
  const { currency } = draft;
  if (!isZone(draft.zone)) wrong("zone", "not-known");
  if (!isCurrency(currency)) wrong("currency", "not-known");
  const spoken = languages.filter((language) => draft.languages.includes(language));
  if (draft.languages.length === 0) wrong("languages", "missing");
  else if (spoken.length !== draft.languages.length) wrong("languages", "not-known");
  if (!Number.isSafeInteger(draft.aloneCustomers) || draft.aloneCustomers < 0) wrong("aloneCustomers", "not-a-count");
  if (draft.aloneCents < 0n) wrong("aloneCents", "negative");
  const legalName = line("legalName", draft.legalName, { needed: true });
  const settings = {
    legalName,
    tradingName: line("tradingName", draft.tradingName) || legalName,
    addressLines,
    vatNumber: checked("vatNumber", withoutSpacing(draft.vatNumber), isVatNumber),
    registrationNumber: checked("registrationNumber", draft.registrationNumber.trim(), isCompanyRegistration),
    supportPhone: checked("supportPhone", phone, isPhone) ?? "",
    supportEmail: checked("supportEmail", line("supportEmail", draft.supportEmail), isEmail) ?? "",
    website: checked("website", line("website", draft.website), isWebsite),
    bank: draft.bank && bankOf(draft.bank, { line, wrong }),
    zone: draft.zone,
    languages: draft.languages as readonly Language[],
    logo: draft.logo,
    aloneCustomers: draft.aloneCustomers,
    aloneCents: draft.aloneCents,
  };
  if (problems.length > 0 || !isCurrency(currency)) return refuse({ kind: "settings-not-accepted", problems });
  return ok({ ...settings, currency });
}

type Line = (field: string, text: string, options?: { most?: number; needed?: boolean }) => string;

function bankOf(
  draft: BankAccount,
  { line, wrong }: { line: Line; wrong: (field: string, because: string) => void },
): BankAccount {
  const accountNumber = withoutSpacing(draft.accountNumber);
  const branchCode = withoutSpacing(draft.branchCode);
  const swiftCode = withoutSpacing(draft.swiftCode ?? "").toUpperCase() || null;
  if (!isBankAccountNumber(accountNumber)) wrong("bank.accountNumber", "not-valid");
  if (!isBranchCode(branchCode)) wrong("bank.branchCode", "not-valid");
  if (swiftCode !== null && !isSwiftCode(swiftCode)) wrong("bank.swiftCode", "not-valid");
  return {
    bankName: line("bank.bankName", draft.bankName, { needed: true }),
    accountHolder: line("bank.accountHolder", draft.accountHolder, { needed: true }),
    accountNumber,
    branchCode,
    swiftCode,
  };
}

const isPhone = (text: string): boolean => /^\+?[\d ()-]{3,40}$/.test(text) && /\d{3}/.test(text.replaceAll(/\D/g, ""));
const isEmail = (text: string): boolean => /^[^\s@<>"',;]+@[^\s@<>"',;.]+(\.[^\s@<>"',;.]+)+$/.test(text);
const isWebsite = (text: string): boolean => URL.parse(text)?.protocol === "https:";

function isZone(zone: string): boolean {
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
