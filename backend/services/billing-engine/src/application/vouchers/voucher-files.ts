export type SealedFile = {
  readonly batchId: string;
  readonly keyId: string;
  readonly sealed: Uint8Array;
  readonly staffId: string;
  readonly availableUntil: Date;
};

/** The only place where the codes of a batch are, sealed, and only for a while. */
export type VoucherFiles = {
  keep(file: SealedFile): Promise<void>;
  find(batchId: string): Promise<SealedFile | undefined>;
  forget(batchId: string): Promise<void>;
  /** Forgets those whose time is up. */
  forgetOld(at: Date): Promise<number>;
};
