import type { Result } from "@beacom/result";
import type { Act, Tell } from "#application/act";
import type { MassAction, Tally, UsedAlone } from "#domain/mass-actions";
import type { Attempt } from "#domain/mass-actions-attempt";
import type { CustomerFilter, LastSeen } from "#domain/mass-actions-filter";
import type { Named } from "#domain/mass-actions-list";
import type { MassCustomer, MassCustomerState } from "#domain/mass-actions-report";
import type { MassTerms } from "#domain/mass-actions-terms";

/** What one transaction of a decision reads and writes. */
export type MassRecords = {
  /** False if something was prepared under the key before. */
  prepare(
    action: MassAction,
    who: { named: readonly Named[] } | { filter: CustomerFilter },
    request: { readonly key: string; readonly asked: string },
  ): Promise<boolean>;
  /** With what stood for all that was asked for then. */
  preparedAs(key: string): Promise<{ readonly action: MassAction; readonly asked: string } | undefined>;
  /** Held for this transaction: nobody is begun with meanwhile, and whoever decides too waits. */
  find(actionId: string): Promise<MassAction | undefined>;
  /** Who started it is kept with it, for the entries of its customers and for what that person did alone. */
  save(action: MassAction, started?: { readonly act: Act; readonly at: Date }): Promise<void>;
  /** Started without a second person since. Held for this transaction, so that two starts at once are added up. */
  usedAlone(by: string, since: Date): Promise<UsedAlone>;
  readonly tell: Tell;
};

/** One of the list that somebody works on, and by which claim. */
export type ClaimedCustomer = {
  readonly actionId: string;
  readonly ordinal: number;
  readonly given: string;
  readonly as: Named["as"];
  readonly customerId: string | null;
  readonly costCents: bigint;
  /** With this one. */
  readonly attempts: number;
  readonly claim: string;
};
export type Settled =
  /** It is not one of those who were meant, and leaves the list. */
  | { readonly as: "not-chosen" }
  | { readonly as: "again"; readonly notBefore: Date; readonly why: string }
  | {
      readonly as: Exclude<MassCustomerState, "looking">;
      readonly why: string;
      readonly customerId: string | null;
      readonly costCents: bigint;
      readonly doneAt: Date | null;
    };

/** The list as work: what is claimed nobody else does, until the claim is over. */
export type MassWork = {
  /** Those that are being prepared or carried out. */
  actions(): Promise<readonly { readonly action: MassAction; readonly act: Act | undefined }[]>;
  /** Those that wait for somebody and have lapsed. */
  lapsed(at: Date): Promise<readonly string[]>;
  /** Undefined: everybody is on the list. */
  toList(actionId: string): Promise<{ readonly filter: CustomerFilter; readonly after: string } | undefined>;
  /** Undefined: everybody was named. */
  filterOf(actionId: string): Promise<CustomerFilter | undefined>;
  /** Once for each page, however many list it at once. */
  list(actionId: string, page: { after: string; customerIds: readonly string[]; isLast: boolean }): Promise<void>;
  claim(
    action: { actionId: string; state: "looking" | "waiting" },
    claim: { by: string; at: Date; until: Date; limit: number },
  ): Promise<readonly ClaimedCustomer[]>;
  /**
   * False if the claim was over and somebody else has it. A customer who is on the list already under another name is left out.
   * `told` is written in the same transaction.
   */
  settle(customer: ClaimedCustomer, settled: Settled, told?: (tell: Tell) => Promise<void>): Promise<boolean>;
  /** Undefined: somebody still has to be looked at. */
  tally(actionId: string): Promise<Tally | undefined>;
  /** Whether everybody was done, or could not be. */
  isDone(actionId: string): Promise<boolean>;
};

/** Looking at one customer: what it will cost the operator, or why it will not work. Throws if nobody answers. */
export type LookAt = (
  terms: MassTerms,
  customerId: string,
) => Promise<Result<{ readonly costCents: bigint }, { readonly why: string }>>;
export type DoTo = (
  terms: MassTerms,
  customer: {
    readonly customerId: string;
    readonly key: string;
    readonly by: string;
    readonly approvedBy: string | null;
  },
) => Promise<Attempt>;
/** What other services know of customers, and do to them. */
export type MassNeighbours = {
  readonly lookAt: LookAt;
  readonly doTo: DoTo;
  /** Undefined: nobody's. */
  readonly customerOfPhone: (phone: string) => Promise<string | undefined>;
  readonly lastSeen: (customerId: string) => Promise<LastSeen>;
  readonly find: (
    filter: CustomerFilter,
    after: string,
  ) => Promise<{ readonly customerIds: readonly string[]; readonly more: boolean }>;
};

export type MassProgress = {
  readonly counts: Readonly<Record<MassCustomerState, number>>;
  readonly costCents: bigint;
};
export type MassView = { readonly action: MassAction; readonly progress: MassProgress };
export type MassViews = {
  action(actionId: string): Promise<MassView | undefined>;
  page(wanted: { before: string | undefined; state: string | undefined; limit: number }): Promise<readonly MassView[]>;
  customers(wanted: {
    actionId: string;
    after: number;
    state: string | undefined;
    limit: number;
  }): Promise<readonly MassCustomer[]>;
};
