import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { approvalStream } from "#application/approvals/approval-streams";
import { type MakeChanges, makingOf } from "#application/approvals/make-change";
import { cannotBeMade } from "#application/approvals/propose-change";
import type { ApprovalView, ApprovalViews } from "#application/approvals/views";
import { type CommandsDone, onceNamed } from "#application/command-once";
import type { Streams } from "#application/streams";
import type { Approval, ApprovalEvent } from "#domain/approvals/approval";
import type { ApprovalPolicy } from "#domain/approvals/approval-policy";
import {
  type ApproveRefusal,
  type DeclineRefusal,
  decideApprove,
  decideDecline,
  decideWithdraw,
  lapseOf,
  type WithdrawRefusal,
} from "#domain/approvals/decide-on-proposal";

type Ports = {
  streams: Streams;
  changes: MakeChanges;
  views: ApprovalViews;
  done: CommandsDone;
  policyNow: () => ApprovalPolicy;
  clock: Clock;
};
/** Each of these happens once to a proposal, by one person: asked again by the same, it is answered the same. */
type Decision = { readonly approvalId: string; readonly staffId: string };

export type ApproveChangeRefusal =
  | ApproveRefusal
  | { readonly kind: "change-not-offered" }
  | { readonly kind: "cannot-be-made"; readonly because: string };
export type ApproveChangeUseCase = (
  command: Decision & { readonly role: string },
) => Promise<Result<ApprovalView, ApproveChangeRefusal>>;

/** Approves and makes the change: both, or neither. What cannot be made stays open. */
export const approveChangeWith =
  ({ streams, changes, views, done, policyNow, clock }: Ports): ApproveChangeUseCase =>
  async ({ approvalId, staffId, role }) => {
    const view = await views.approval(approvalId);
    if (!view) return refuse({ kind: "proposal-unknown" });
    const key = `approve:${approvalId}:${staffId}`;
    if (view.state === "made" && (await done.find(key))) return ok(view);
    const looked = makingOf(changes, view.change);
    if (!looked) return refuse({ kind: "change-not-offered" });
    const making = await looked;
    const read = { ...(making.ok ? making.value.read : {}), approval: approvalStream(approvalId) };
    const result = await onceNamed<unknown, ApproveChangeRefusal>(done, key, () =>
      streams.change<typeof read, ApproveChangeRefusal>({
        key,
        read,
        // A history that is read and not written is not checked for being behind.
        fresh: true,
        decide(states) {
          const at = clock();
          const approved = decideApprove(states.approval, policyNow(), { by: staffId, role, at });
          if (!approved.ok) return approved;
          if (!making.ok) return cannotBeMade(making.error);
          const { proposedBy: by } = view;
          const made = making.value.decide(states, {
            approvalId,
            by,
            approvedBy: staffId,
            reasonCode: view.reasonCode,
            at,
          });
          if (!made.ok) return cannotBeMade(made.error);
          return ok({ ...made.value, events: { ...made.value.events, approval: approved.value } });
        },
      }),
    );
    return result.ok ? ok(await found(views, approvalId)) : result;
  };

export type DeclineChangeUseCase = (
  command: Decision & { readonly role: string },
) => Promise<Result<ApprovalView, DeclineRefusal>>;

export const declineChangeWith =
  (ports: Omit<Ports, "changes">): DeclineChangeUseCase =>
  ({ approvalId, staffId, role }) =>
    ended(ports, approvalId, `decline:${approvalId}:${staffId}`, (approval) =>
      decideDecline(approval, ports.policyNow(), { by: staffId, role, at: ports.clock() }),
    );

export type WithdrawChangeUseCase = (command: Decision) => Promise<Result<ApprovalView, WithdrawRefusal>>;

export const withdrawChangeWith =
  (ports: Omit<Ports, "changes" | "policyNow">): WithdrawChangeUseCase =>
  ({ approvalId, staffId }) =>
    ended(ports, approvalId, `withdraw-proposal:${approvalId}:${staffId}`, (approval) =>
      decideWithdraw(approval, { by: staffId, at: ports.clock() }),
    );

export type LapseProposalsUseCase = () => Promise<number>;

const lapsedAtOnce = 100;

/** Writes down that the time of proposals is up; they cannot be approved any more in any case. */
export const lapseProposalsWith =
  ({ streams, views, clock }: Pick<Ports, "streams" | "views" | "clock">): LapseProposalsUseCase =>
  async () => {
    let lapsed = 0;
    for (const approvalId of await views.lapsed({ at: clock(), limit: lapsedAtOnce })) {
      const result = await streams.change({
        key: `lapse-proposal:${approvalId}`,
        read: { approval: approvalStream(approvalId) },
        decide: ({ approval }) => ok({ events: { approval: lapseOf(approval, clock()) } }),
      });
      if (result.ok) lapsed++;
    }
    return lapsed;
  };

async function ended<Refusal extends { readonly kind: string }>(
  { streams, views, done }: Pick<Ports, "streams" | "views" | "done">,
  approvalId: string,
  key: string,
  decide: (approval: Approval | undefined) => Result<readonly ApprovalEvent[], Refusal>,
): Promise<Result<ApprovalView, Refusal>> {
  const stream = approvalStream(approvalId);
  const result = await onceNamed<unknown, Refusal>(done, key, () =>
    streams.change<{ approval: typeof stream }, Refusal>({
      key,
      read: { approval: stream },
      decide({ approval }) {
        const decided = decide(approval);
        return decided.ok ? ok({ events: { approval: decided.value } }) : decided;
      },
    }),
  );
  return result.ok ? ok(await found(views, approvalId)) : { ok: false, error: result.error };
}

async function found(views: ApprovalViews, approvalId: string): Promise<ApprovalView> {
  const view = await views.approval(approvalId);
  if (!view) throw new Error(`${approvalId} was decided on and cannot be found`);
  return view;
}
