import type { RicaDetails as RicaDetailsMessage, RicaService } from "@beacom/proto/identity/v1/rica";
import type { Result } from "@beacom/result";
import { callerOf, requireOwnOr, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { EndContract, EndContractRefusal } from "#application/rica/keep";
import type { Evidence, KeptCase } from "#application/rica/ports";
import type { GetStanding, ListWaiting, Standing } from "#application/rica/read-cases";
import type {
  BeginReview,
  OpenEvidence,
  OpenEvidenceRefusal,
  Reject,
  ReviewRefusal,
  Verify,
} from "#application/rica/review";
import { allowedBy } from "#application/rica/standing";
import type { AddEvidence, AddEvidenceRefusal, SubmitDetails, SubmitRefusal } from "#application/rica/submit";
import type { RicaDetails } from "#domain/rica/details";
import { staffActorOf, actorOf } from "#transport/who-acts";
import { whoOf } from "#transport/who-asks";

export type RicaUseCases = {
  addEvidence: AddEvidence;
  submit: SubmitDetails;
  getStanding: GetStanding;
  listWaiting: ListWaiting;
  beginReview: BeginReview;
  openEvidence: OpenEvidence;
  verify: Verify;
  reject: Reject;
  endContract: EndContract;
};

export const ricaRpc = (useCases: RicaUseCases): ServiceImpl<typeof RicaService> => ({
  async addEvidence({ customerId, kind, content }, context) {
    requireOwnOr(context, customerId, "rica.review");
    return evidenceMessage(valueOrThrow(await useCases.addEvidence({ by: whoOf(context), customerId, kind, content })));
  },
  async submit({ customerId, details }, context) {
    requireOwnOr(context, customerId, "rica.review");
    const request = { by: whoOf(context), customerId, details: detailsOf(details) };
    return standingMessage({ kept: valueOrThrow(await useCases.submit(request)) });
  },
  async getStanding({ customerId }, context) {
    requireOwnOr(context, customerId, "rica.read");
    const { kept, evidence, history } = valueOrThrow(await useCases.getStanding(customerId));
    // Which member of staff looked, and when, is for the audit; the customer sees what came of it.
    if (callerOf(context).kind !== "customer") return standingMessage({ kept, evidence, history });
    return { ...standingMessage({ kept, evidence }), reviewer: "", basis: "" };
  },
  async listWaiting(_, context) {
    requirePermission(context, "rica.read");
    return { waiting: (await useCases.listWaiting()).map((kept) => standingMessage({ kept })) };
  },
  async beginReview({ customerId }, context) {
    requirePermission(context, "rica.review");
    const review = valueOrThrow(await useCases.beginReview({ by: staffActorOf(context), customerId }));
    return { standing: standingMessage(review), details: detailsMessage(review.details) };
  },
  async openEvidence({ customerId, evidenceId, reason }, context) {
    requirePermission(context, "rica.review");
    const request = { by: staffActorOf(context), customerId, evidenceId, reason };
    const { content, ...evidence } = valueOrThrow(await useCases.openEvidence(request));
    return { evidence: evidenceMessage(evidence), content: Uint8Array.from(content) };
  },
  async verify({ customerId, basis }, context) {
    requirePermission(context, "rica.review");
    return standingMessage({
      kept: valueOrThrow(await useCases.verify({ by: staffActorOf(context), customerId, basis })),
    });
  },
  async reject({ customerId, reason }, context) {
    requirePermission(context, "rica.review");
    return standingMessage({
      kept: valueOrThrow(await useCases.reject({ by: staffActorOf(context), customerId, reason })),
    });
  },
  async endContract({ customerId, endedOn }, context) {
    requirePermission(context, "rica.review");
    return standingMessage({
      kept: valueOrThrow(await useCases.endContract({ by: actorOf(context), customerId, endedOn })),
    });
  },
});

function standingMessage({ kept, evidence = [], history = [] }: { kept: KeptCase } & Partial<Standing>) {
  const { now, customerId, contractEndedOn = "", keptUntil = "", destroyedAt } = kept;
  return {
    customerId,
    state: now.state,
    ...(now.state !== "not-started" && { since: timestampFromDate(now.at), serviceKind: now.serviceKind }),
    servicesAllowed: [...allowedBy(now)],
    ...("reviewer" in now && { reviewer: now.reviewer }),
    ...(now.state === "verified" && { basis: now.basis, goodUntil: now.goodUntil ?? "" }),
    ...(now.state === "rejected" && { reason: now.reason }),
    evidence: evidence.map(evidenceMessage),
    history: history.map(({ at, ...happened }) => ({ at: timestampFromDate(at), ...happened })),
    contractEndedOn,
    keptUntil,
    ...(destroyedAt && { destroyedAt: timestampFromDate(destroyedAt) }),
  };
}

const evidenceMessage = ({ addedAt, ...evidence }: Evidence) => ({ ...evidence, addedAt: timestampFromDate(addedAt) });

function detailsOf(message: RicaDetailsMessage | undefined): RicaDetails {
  if (!message) throw new ConnectError("details-missing", Code.InvalidArgument);
  const { customerKind, serviceKind, fullNames, dateOfBirth, identity, address, company } = message;
  if (customerKind !== "person" && customerKind !== "company")
    throw new ConnectError("customer-kind-unknown", Code.InvalidArgument);
  if (serviceKind !== "hotspot" && serviceKind !== "fixed" && serviceKind !== "sim")
    throw new ConnectError("service-kind-unknown", Code.InvalidArgument);
  const paper: RicaDetails["identity"] =
    identity.case === "passport"
      ? { paper: "passport", ...passportOf(identity.value) }
      : { paper: "sa-identity", number: identity.value ?? "" };
  return { customerKind, serviceKind, fullNames, dateOfBirth, identity: paper, address, company };
}

const passportOf = ({ number, country, expiresOn }: { number: string; country: string; expiresOn: string }) => ({
  number,
  country,
  expiresOn,
});

const detailsMessage = ({ identity, company, ...details }: RicaDetails) => ({
  ...details,
  identity:
    identity.paper === "passport"
      ? { case: "passport" as const, value: passportOf(identity) }
      : { case: "identityNumber" as const, value: identity.number },
  ...(company && { company }),
});

type Refusal = AddEvidenceRefusal | SubmitRefusal | ReviewRefusal | OpenEvidenceRefusal | EndContractRefusal;

const refusalCode = {
  "customer-unknown": Code.NotFound,
  "evidence-unknown": Code.NotFound,
  "evidence-kind-unknown": Code.InvalidArgument,
  "evidence-empty": Code.InvalidArgument,
  "evidence-too-large": Code.InvalidArgument,
  "evidence-type-unknown": Code.InvalidArgument,
  "evidence-missing": Code.FailedPrecondition,
  "identity-number-not-valid": Code.InvalidArgument,
  "identity-number-and-birth-date-differ": Code.InvalidArgument,
  "date-of-birth-not-valid": Code.InvalidArgument,
  "names-missing": Code.InvalidArgument,
  "address-missing": Code.InvalidArgument,
  "passport-not-valid": Code.InvalidArgument,
  "passport-expired": Code.InvalidArgument,
  "company-missing": Code.InvalidArgument,
  "company-number-not-valid": Code.InvalidArgument,
  "verified-already": Code.FailedPrecondition,
  "in-review-already": Code.FailedPrecondition,
  "submitted-already": Code.FailedPrecondition,
  "nothing-to-review": Code.FailedPrecondition,
  "not-your-review": Code.FailedPrecondition,
  "paper-expired": Code.FailedPrecondition,
  "basis-missing": Code.InvalidArgument,
  "reason-missing": Code.InvalidArgument,
  "day-not-valid": Code.InvalidArgument,
} satisfies Record<Refusal["kind"], Code>;

function valueOrThrow<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
