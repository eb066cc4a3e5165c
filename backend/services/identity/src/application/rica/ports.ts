import type { PrivacyEvent } from "#domain/privacy/events";
import type { RicaDetails } from "#domain/rica/details";
import type { MediaType } from "#domain/rica/evidence-file";
import type { EvidenceKind } from "#domain/rica/requirements";
import type { RicaCase } from "#domain/rica/rica-case";

export type Evidence = {
  evidenceId: string;
  kind: EvidenceKind;
  mediaType: MediaType;
  octets: number;
  addedAt: Date;
};
export type KeptCase = {
  customerId: string;
  now: RicaCase;
  contractEndedOn: string | undefined;
  keptUntil: string | undefined;
  destroyedAt: Date | undefined;
};
export type Happened = { at: Date; happened: string; byWhom: string; note: string };

/** The verifications, as one transaction sees them. Details and files are sealed on their way in and opened on their way out. */
export type RicaRecords = {
  /** Held until the transaction ends; undefined when there is no such customer. */
  hold(customerId: string): Promise<KeptCase | undefined>;
  /** Without details, those from before stay. */
  write(customerId: string, now: RicaCase, details?: RicaDetails): Promise<void>;
  details(customerId: string): Promise<RicaDetails | undefined>;
  /** Those shown, not those that others took the place of. */
  evidence(customerId: string): Promise<Evidence[]>;
  /** Also one that was replaced; undefined when it was destroyed. */
  openEvidence(customerId: string, evidenceId: string): Promise<(Evidence & { content: Uint8Array }) | undefined>;
  /** Takes the place of the file of its kind. */
  addEvidence(customerId: string, evidence: Evidence & { content: Uint8Array }): Promise<void>;
  addHistory(customerId: string, happened: Happened): Promise<void>;
  history(customerId: string): Promise<Happened[]>;
  /** Those that wait longest first. */
  waiting(howMany: number): Promise<KeptCase[]>;
  endContract(customerId: string, endedOn: string, keptUntil: string): Promise<void>;
  /** The files and the details; how many files there were. */
  destroy(customerId: string, at: Date): Promise<number>;
  /** Customers whose passport has expired. */
  expired(today: string, howMany: number): Promise<string[]>;
  /** Customers whose evidence the law no longer wants, and those who were never verified and have not answered since. */
  toDestroy(today: string, unusedSince: Date, howMany: number): Promise<{ customerId: string; unused: boolean }[]>;
  /** Keys of files that an older key seals are sealed again; how many. */
  sealAgain(howMany: number): Promise<number>;
};

export type Publish = (events: readonly PrivacyEvent[]) => Promise<void>;

export type InRicaTransaction = <T>(
  work: (records: { rica: RicaRecords; publish: Publish }) => Promise<T>,
) => Promise<T>;
