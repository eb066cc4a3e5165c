import type { Publish, RicaRecords } from "#application/rica/ports";
import type { ConsentWord } from "#domain/privacy/consent";
import type { Erasure } from "#domain/privacy/erasure";
import type { ExportSection } from "#domain/privacy/export-file";
import type { PersonalDataExport } from "#domain/privacy/personal-data-export";

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

/** Files are sealed on their way in and opened on their way out. */
export type ExportRecords = {
  /** The latest first. */
  all(customerId: string): Promise<PersonalDataExport[]>;
  latest(customerId: string): Promise<PersonalDataExport | undefined>;
  add(wanted: PersonalDataExport): Promise<void>;
  toMake(howMany: number): Promise<PersonalDataExport[]>;
  tried(wanted: PersonalDataExport): Promise<void>;
  /** False when it was made already. */
  made(
    wanted: PersonalDataExport,
    file: { at: Date; goodUntil: Date; missing: readonly string[]; content: Uint8Array },
  ): Promise<boolean>;
  /** Undefined when it was destroyed. */
  open(made: PersonalDataExport): Promise<Uint8Array | undefined>;
  destroyOld(at: Date): Promise<number>;
};

/** The services that have something about customers, by name. Throws when one does not answer. */
export type PersonalDataSources = Readonly<Record<string, (customerId: string) => Promise<ExportSection[]>>>;

export type PrivacyPorts = {
  customers: PrivacyCustomers;
  consents: ConsentRecords;
  exports: ExportRecords;
  publish: Publish;
};
export type InPrivacyTransaction = <T>(work: (records: PrivacyPorts) => Promise<T>) => Promise<T>;

export type ErasureRecords = {
  latest(customerId: string): Promise<Erasure | undefined>;
  write(erasure: Erasure): Promise<void>;
  due(at: Date, howMany: number): Promise<Erasure[]>;
};

export type InErasureTransaction = <T>(
  work: (records: {
    customers: PrivacyCustomers & {
      /** Nothing about the person stays in identity but the id, and what RICA keeps. Sessions end. */
      erase(customerId: string, at: Date): Promise<void>;
    };
    erasures: ErasureRecords;
    rica: RicaRecords;
    publish: Publish;
  }) => Promise<T>,
) => Promise<T>;
