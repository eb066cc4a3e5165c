import type { SettingsDraft } from "#domain/settings";

/** Settings as an operator in the Karoo would type them. */
export const karooNet: SettingsDraft = {
  legalName: "Karoo Net (Pty) Ltd",
  tradingName: "Karoo Net",
  addressLines: ["12 Church Street", "Graaff-Reinet", "6280"],
  vatNumber: "468 010 1146",
  registrationNumber: "2019/123456/07",
  supportPhone: "+27 49 555 0100",
  supportEmail: "help@karoo.example",
  website: "https://karoo.example",
  bank: {
    bankName: "First National Bank",
    accountHolder: "Karoo Net (Pty) Ltd",
    accountNumber: "6200 123 4567",
    branchCode: "250655",
    swiftCode: "FIRNZAJJ",
  },
  zone: "Africa/Johannesburg",
  currency: "ZAR",
  languages: ["en", "af"],
  logo: null,
  aloneCustomers: 100,
  aloneCents: 500_000n,
};
