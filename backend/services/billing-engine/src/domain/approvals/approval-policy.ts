import type { ChangeKind } from "#domain/approvals/change";

/** What one role may do about one kind of change. */
export type RoleLimit = {
  /** Up to this much at stake without a second person; all of a day together up to `alonePerDayCents`. */
  readonly aloneCents: bigint;
  readonly alonePerDayCents: bigint;
  /** Up to this much may be approved when somebody else proposes it; null: may not approve. */
  readonly approveCents: bigint | null;
};
/** Limits are data of the operator: which role may do how much. A role that is not named for a kind may not even propose it. */
export type ApprovalPolicy = {
  readonly limits: Readonly<Record<string, Partial<Readonly<Record<ChangeKind, RoleLimit>>>>>;
  /** More than this is nobody's to do, not even of two. */
  readonly ceilingCents: Readonly<Record<ChangeKind, bigint>>;
  readonly reasonCodes: readonly string[];
  /** A proposal that nobody decided on for so long has lapsed. */
  readonly validSeconds: number;
};

const rand = 100n;
const nothingAlone = { aloneCents: 0n, alonePerDayCents: 0n };

/** For an operator that has not set its own. */
export const usualPolicy: ApprovalPolicy = {
  limits: {
    support: {
      "adjust-wallet": { aloneCents: 100n * rand, alonePerDayCents: 500n * rand, approveCents: null },
      "reverse-adjustment": { aloneCents: 100n * rand, alonePerDayCents: 500n * rand, approveCents: null },
      "give-data": { aloneCents: 100n * rand, alonePerDayCents: 500n * rand, approveCents: null },
    },
    finance: {
      "adjust-wallet": { aloneCents: 500n * rand, alonePerDayCents: 2_500n * rand, approveCents: 5_000n * rand },
      "reverse-adjustment": { aloneCents: 500n * rand, alonePerDayCents: 2_500n * rand, approveCents: 5_000n * rand },
      "give-data": { aloneCents: 500n * rand, alonePerDayCents: 2_500n * rand, approveCents: 5_000n * rand },
      "write-off": { ...nothingAlone, approveCents: 5_000n * rand },
      "void-vouchers": { ...nothingAlone, approveCents: 50_000n * rand },
      "set-credit-limit": { ...nothingAlone, approveCents: 20_000n * rand },
    },
    owner: {
      "adjust-wallet": { aloneCents: 1_000n * rand, alonePerDayCents: 10_000n * rand, approveCents: 50_000n * rand },
      "reverse-adjustment": {
        aloneCents: 1_000n * rand,
        alonePerDayCents: 10_000n * rand,
        approveCents: 50_000n * rand,
      },
      "give-data": { aloneCents: 1_000n * rand, alonePerDayCents: 10_000n * rand, approveCents: 50_000n * rand },
      "write-off": { ...nothingAlone, approveCents: 50_000n * rand },
      "void-vouchers": { ...nothingAlone, approveCents: 10_000_000n * rand },
      "set-credit-limit": { ...nothingAlone, approveCents: 1_000_000n * rand },
    },
  },
  ceilingCents: {
    "adjust-wallet": 50_000n * rand,
    "reverse-adjustment": 50_000n * rand,
    "give-data": 50_000n * rand,
    "write-off": 50_000n * rand,
    "void-vouchers": 10_000_000n * rand,
    "set-credit-limit": 1_000_000n * rand,
  },
  reasonCodes: [
    "outage",
    "billing-error",
    "courtesy",
    "wrong-payment",
    "fraud",
    "lost-or-stolen",
    "agreement",
    "other",
  ],
  validSeconds: 7 * 86_400,
};

export const limitOf = (policy: ApprovalPolicy, role: string, kind: ChangeKind): RoleLimit | undefined =>
  Object.hasOwn(policy.limits, role) ? policy.limits[role]?.[kind] : undefined;
