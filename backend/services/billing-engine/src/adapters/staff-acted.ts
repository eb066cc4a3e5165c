import { message, type OutboxMessage } from "@beacom/outbox";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import type { StaffAtWork } from "@beacom/runtime";
import { fieldsBefore } from "#adapters/changed-fields";
import { partsOfStream, type Stored } from "#adapters/stored-kind";

type Written = {
  readonly stream: string;
  readonly events: readonly Stored[];
  readonly before: unknown;
  readonly after: unknown;
};

/**
 * What a member of staff did to one history, for the audit log: one message for each command, with what the events say. Every command of staff
 * is told, also one that nobody thought of here.
 */
export function staffActed(
  by: StaffAtWork,
  { stream, events, before, after }: Written,
  traceparent: string,
): OutboxMessage[] {
  const [first] = events;
  const { name, id } = partsOfStream(stream);
  // The one counts what the other tells of; codes are told with their batch.
  if (first === undefined || name === "staff-allowance" || name === "voucher-codes") return [];
  const kind = subjectKinds[name] ?? name;
  const subjectId = id === "" ? textOf(first, "planId") : id;
  const act = {
    actorStaffId: by.staffId,
    actorRole: by.role,
    action: `${kind}.${deedOf(kind, first.type)}`,
    subjectKind: kind,
    subjectId,
    reason: textOf(first, "reason") || textOf(first, "reasonCode"),
    address: by.address,
    userAgent: by.userAgent,
    beforeJson: beforeOf(before, after),
    afterJson: toldOf(events),
  };
  return [{ ...message(StaffActedSchema, subjectId || kind, act, first.at), traceparent }];
}

const subjectKinds: Readonly<Record<string, string>> = { account: "customer", postpaid: "customer", catalogue: "plan" };

/** `PlanPublished` of a plan is `published`; `WalletAdjusted` of a customer is `wallet-adjusted`. */
function deedOf(kind: string, type: string): string {
  const words = type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
  return words.startsWith(`${kind}-`) ? words.slice(kind.length + 1) : words;
}

const longestTold = 16_000;

/** A command on thousands of vouchers is told by its first event and their number. */
function toldOf(events: readonly Stored[]): string {
  const told = events.map(({ type, data }) => ({ type, ...(data as object) }));
  const text = JSON.stringify(told.length === 1 ? told[0] : told);
  if (text.length <= longestTold) return text;
  const first = JSON.stringify(told[0]);
  return JSON.stringify({
    events: told.length,
    first: first.length <= longestTold ? told[0] : { type: told[0]?.type },
  });
}

function beforeOf(before: unknown, after: unknown): string {
  const changed = fieldsBefore(before, after);
  if (!changed) return "";
  const text = JSON.stringify(changed);
  // Their names say at least what was changed.
  return text.length <= longestTold ? text : JSON.stringify({ changed: Object.keys(changed) });
}

function textOf({ data }: Stored, field: string): string {
  const value = (data as Readonly<Record<string, unknown>>)[field];
  return typeof value === "string" ? value : "";
}
