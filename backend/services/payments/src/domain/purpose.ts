import { ok, type Result, refuse } from "@beacom/result";

/** What a payment is for. Billing knows the plan or the invoice, and puts the money into the wallet where it does not. */
export type Purpose =
  | { readonly kind: "wallet" }
  | { readonly kind: "plan"; readonly planId: string }
  | { readonly kind: "invoice"; readonly invoiceId: string };

/** The same as other services say it: empty for what it is not for. */
export type NamedPurpose = { readonly planId: string; readonly invoiceId: string };
export type PurposeRefusal = { readonly kind: "plan-unknown" | "invoice-unknown" | "for-two-things" };

/** One payment is for one thing: what is left over of a plan's price and what is left over of an invoice go to different places. */
export function readPurpose({ planId, invoiceId }: NamedPurpose): Result<Purpose, PurposeRefusal> {
  if (planId !== "" && !/^pln_[0-9a-z]{1,40}$/.test(planId)) return refuse({ kind: "plan-unknown" });
  if (invoiceId !== "" && !/^inv_[0-9a-z_]{1,80}$/.test(invoiceId)) return refuse({ kind: "invoice-unknown" });
  if (planId !== "" && invoiceId !== "") return refuse({ kind: "for-two-things" });
  return ok(purposeOf({ planId, invoiceId }));
}

/** Of names that were checked before. */
export function purposeOf({ planId, invoiceId }: NamedPurpose): Purpose {
  if (planId !== "") return { kind: "plan", planId };
  return invoiceId === "" ? { kind: "wallet" } : { kind: "invoice", invoiceId };
}

export const namesOf = (purpose: Purpose): NamedPurpose => ({
  planId: purpose.kind === "plan" ? purpose.planId : "",
  invoiceId: purpose.kind === "invoice" ? purpose.invoiceId : "",
});
