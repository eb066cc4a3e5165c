import type { AccountUser, Company, Level } from "#domain/account-user";

/** Companies behind accounts, and who uses an account beside its holder. */
export type AccountUserRecords = {
  company(customerId: string): Promise<Company | undefined>;
  setCompany(customerId: string, company: Company | undefined, at: Date): Promise<void>;
  of(customerId: string): Promise<AccountUser[]>;
  add(user: AccountUser): Promise<void>;
  changeLevel(userId: string, level: Level): Promise<void>;
  remove(userId: string): Promise<void>;
  /** Accounts of others that this person may enter, with the name of each. */
  openTo(person: { customerId: string; phone: string }): Promise<{ user: AccountUser; name: string }[]>;
  entered(userId: string, personId: string, at: Date): Promise<void>;
};
