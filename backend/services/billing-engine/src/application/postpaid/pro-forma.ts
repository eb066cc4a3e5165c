import { ok, type Result, refuse } from "@beacom/result";
import { accountOf } from "#application/accounts";
import type { NotBilled, PostpaidPorts } from "#application/postpaid/change-postpaid";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { type ProForma, proFormaOf } from "#domain/postpaid/pro-forma";

/** Null: the end of the period would bring nothing. */
export type ProFormaUseCase = (customerId: string) => Promise<Result<ProForma | null, NotBilled>>;

export const proFormaWith =
  ({ streams, policies, clock }: PostpaidPorts): ProFormaUseCase =>
  async (customerId) => {
    const [state, account] = await Promise.all([
      streams.state(postpaidOf(customerId)),
      streams.state(accountOf(customerId)),
    ]);
    if (!state) return refuse({ kind: "not-billed" });
    return ok(proFormaOf(state, account, { policy: policies.of(state.profile.segment), at: clock() }) ?? null);
  };
