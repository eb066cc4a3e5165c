import { ok, type Result, refuse } from "@beacom/result";

/** What somebody else may do in an account: look, also pay, or everything but what is the holder's alone. */
export const levels = ["view", "pay", "manage"] as const;
export type Level = (typeof levels)[number];

export type AccountUser = {
  userId: string;
  customerId: string;
  name: string;
  phone: string;
  personId: string | undefined;
  level: Level;
  addedAt: Date;
  lastEnteredAt: Date | undefined;
};

export type Company = { name: string; registrationNumber: string; vatNumber: string };

export const mostUsers = 50;

export const readLevel = (text: string): Result<Level, { kind: "level-unknown" }> => {
  const level = levels.find((known) => known === text);
  return level ? ok(level) : refuse({ kind: "level-unknown" });
};

/** South African VAT numbers have ten digits and begin with 4; companies of other countries have numbers of other forms. */
export function readCompany(
  form: Company,
): Result<Company | undefined, { kind: "company-not-valid" | "vat-number-not-valid" }> {
  const [name, registrationNumber, vatNumber] = [form.name, form.registrationNumber, form.vatNumber].map((text) =>
    text.trim(),
  ) as [string, string, string];
  if (name === "") return ok(undefined);
  const isText = (text: string, most: number) => text.length <= most && !/\p{Cc}/u.test(text);
  if (!isText(name, 200) || !isText(registrationNumber, 40)) return refuse({ kind: "company-not-valid" });
  if (!/^[A-Z0-9 /-]{0,20}$/i.test(vatNumber) || (/^\d+$/.test(vatNumber) && !/^4\d{9}$/.test(vatNumber)))
    return refuse({ kind: "vat-number-not-valid" });
  return ok({ name, registrationNumber, vatNumber });
}
