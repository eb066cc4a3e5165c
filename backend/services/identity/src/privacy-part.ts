import { newId } from "@beacom/ids";
import type { Sql } from "@beacom/postgres";
import { PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import type { Logger } from "@beacom/runtime";
import type { ConnectRouter } from "@connectrpc/connect";
import { privacyRecordsIn } from "#adapters/privacy-records-postgres";
import type { Sealing } from "#adapters/sealing";
import { getConsentsWith, maySendWith, sayConsentWith } from "#application/privacy/consents";
import { endContractWith, sweepRicaWith } from "#application/rica/keep";
import { getStandingWith, listWaitingWith } from "#application/rica/read-cases";
import { beginReviewWith, openEvidenceWith, rejectWith, verifyWith } from "#application/rica/review";
import { addEvidenceWith, submitWith } from "#application/rica/submit";
import { privacyRpc } from "#transport/privacy-rpc";
import { ricaRpc } from "#transport/rica-rpc";

export const privacyOffers = [PrivacyService, RicaService] as const;

/** Customers' identities and rights: wired here, so that module.ts has one line of each. */
export function privacyPart({
  sql,
  sealing,
  clock,
  log,
}: {
  sql: Sql;
  sealing: Sealing;
  clock: () => Date;
  log: Logger;
}) {
  const inTransaction = privacyRecordsIn(sql, sealing);
  const needs = { inTransaction, newEvidenceId: () => newId("evidence"), clock };
  const rica = ricaRpc({
    addEvidence: addEvidenceWith(needs),
    submit: submitWith(needs),
    getStanding: getStandingWith(needs),
    listWaiting: listWaitingWith(needs),
    beginReview: beginReviewWith(needs),
    openEvidence: openEvidenceWith(needs),
    verify: verifyWith(needs),
    reject: rejectWith(needs),
    endContract: endContractWith(needs),
  });
  const privacy = privacyRpc({
    getConsents: getConsentsWith(needs),
    sayConsent: sayConsentWith(needs),
    maySend: maySendWith(needs),
  });
  const sweepRica = sweepRicaWith(needs);
  return {
    routes: (router: ConnectRouter) => router.service(PrivacyService, privacy).service(RicaService, rica),
    chores: {
      "keeping evidence of identity": async () => {
        const swept = await sweepRica();
        if (Object.values(swept).some((count) => count > 0)) log.info(swept, "evidence of identity was swept");
      },
    },
  };
}
