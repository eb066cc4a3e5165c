/** What one member of staff changed alone (`staff-allowance/<staffId>`), so that a large change is not made as many small ones. */
export type AllowanceUsed = {
  readonly type: "AllowanceUsed";
  readonly approvalId: string;
  readonly cents: bigint;
  /** The operator's local date. */
  readonly day: string;
  readonly at: Date;
};
export type StaffAllowance = { readonly day: string; readonly usedCents: bigint };

export function allowanceAfter(
  allowance: StaffAllowance | undefined,
  events: readonly AllowanceUsed[],
): StaffAllowance | undefined {
  return events.reduce<StaffAllowance | undefined>(
    (now, { day, cents }) => ({ day, usedCents: usedOn(now, day) + cents }),
    allowance,
  );
}

export const usedOn = (allowance: StaffAllowance | undefined, day: string): bigint =>
  allowance?.day === day ? allowance.usedCents : 0n;
