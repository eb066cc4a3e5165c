import type { Publish } from "#application/rica/ports";
import type { ConsentWord } from "#domain/privacy/consent";

/** What somebody has said about marketing, the oldest first. */
export type ConsentRecords = {
  all(customerId: string): Promise<ConsentWord[]>;
  add(customerId: string, word: ConsentWord): Promise<void>;
};

export type PrivacyCustomers = {
  find(customerId: string): Promise<{ erased: boolean } | undefined>;
  /** Whoever decides something about the same customer waits until this transaction ends. */
  hold(customerId: string): Promise<{ erased: boolean } | undefined>;
};

export type PrivacyPorts = { customers: PrivacyCustomers; consents: ConsentRecords; publish: Publish };
export type InPrivacyTransaction = <T>(work: (records: PrivacyPorts) => Promise<T>) => Promise<T>;
