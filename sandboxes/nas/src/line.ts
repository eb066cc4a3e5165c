import type { RadiusClient } from "#radius-client";

export type LinePair = { readonly authentication: RadiusClient; readonly accounting: RadiusClient };

export type RadsecState = {
  readonly connected: boolean;
  /** How many were made since the start: one more after each loss. */
  readonly connections: number;
  readonly lastError: string | undefined;
};

/** How a NAS and its server talk: by UDP or over one TLS connection. */
export type Line = LinePair & {
  /** Where CoA and Disconnect come in; 0 where they come down the connection. */
  readonly coaPort: number;
  readonly radsec: (() => RadsecState) | undefined;
  /** Pairs with source ports of their own, for more than 256 questions at once; they live as long as the line. */
  more(count: number): Promise<LinePair[]>;
  close(): Promise<void>;
};
