import type { Supplier } from "@beacom/documents";
import { z } from "zod";

const text = z.string().trim().max(200).default("");

/** Who issues invoices, statements and voucher cards: what the law wants to see on them, and where to pay. */
export const operatorSettings = {
  BEACOM_OPERATOR_NAME: text,
  /** Its lines, with semicolons between them. */
  BEACOM_OPERATOR_ADDRESS: z.string().max(1_000).default(""),
  /** Without one the operator is no vendor: nothing may be called a tax invoice then, and no VAT be charged. */
  BEACOM_OPERATOR_VAT_NUMBER: text.refine(
    (number) => number === "" || /^[0-9A-Z][0-9A-Z -]{3,19}$/i.test(number),
    "is no VAT number",
  ),
  BEACOM_OPERATOR_REGISTRATION: text,
  BEACOM_OPERATOR_EMAIL: text,
  BEACOM_OPERATOR_WEBSITE: text,
  BEACOM_SUPPORT_PHONE: z.string().max(40).default(""),
  BEACOM_OPERATOR_BANK: text,
  /** If it is not in the operator's own name. */
  BEACOM_OPERATOR_BANK_HOLDER: text,
  BEACOM_OPERATOR_BANK_ACCOUNT: text,
  BEACOM_OPERATOR_BANK_BRANCH: text,
  BEACOM_OPERATOR_BANK_SWIFT: text,
};
type Settings = z.infer<z.ZodObject<typeof operatorSettings>>;

export function supplierOf(env: Settings): Supplier {
  const name = env.BEACOM_OPERATOR_NAME;
  const hasBank = env.BEACOM_OPERATOR_BANK !== "" && env.BEACOM_OPERATOR_BANK_ACCOUNT !== "";
  return {
    name,
    addressLines: env.BEACOM_OPERATOR_ADDRESS.split(/[;\n]/)
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    vatNumber: orNull(env.BEACOM_OPERATOR_VAT_NUMBER),
    registrationNumber: orNull(env.BEACOM_OPERATOR_REGISTRATION),
    email: orNull(env.BEACOM_OPERATOR_EMAIL),
    phone: orNull(env.BEACOM_SUPPORT_PHONE),
    website: orNull(env.BEACOM_OPERATOR_WEBSITE),
    bank: hasBank
      ? {
          bankName: env.BEACOM_OPERATOR_BANK,
          accountHolder: env.BEACOM_OPERATOR_BANK_HOLDER || name,
          accountNumber: env.BEACOM_OPERATOR_BANK_ACCOUNT,
          branchCode: env.BEACOM_OPERATOR_BANK_BRANCH,
          swiftCode: orNull(env.BEACOM_OPERATOR_BANK_SWIFT),
        }
      : null,
  };
}

const orNull = (setting: string): string | null => (setting === "" ? null : setting);
