/** How the service stands: what the answering process holds, and what the store counts. */
export type RadiusStatus = {
  readonly subscribers: bigint;
  readonly everySubscriberKnown: boolean;
  readonly routers: bigint;
  readonly openSessions: bigint;
  readonly accountingQueue: bigint;
  readonly quarantined: bigint;
  readonly proxiedReportsWaiting: bigint;
  readonly eapConversations: bigint;
  readonly radsecConnections: bigint;
  readonly memoryOctets: bigint;
  readonly processes: readonly StandingProcess[];
};

export type StandingProcess = { readonly processId: string; readonly startedAt: Date; readonly seenAt: Date };

export type StatusStore = {
  read(): Promise<
    Pick<RadiusStatus, "openSessions" | "quarantined" | "proxiedReportsWaiting"> & {
      readonly processes: readonly StandingProcess[];
    }
  >;
};
