import { newId } from "@beacom/ids";
import type { Sql } from "@beacom/postgres";
import { ErasureService, IdentityPersonalData, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import { personalDataRpc } from "@beacom/personal-data";
import type { Logger, Peers } from "@beacom/runtime";
import type { ConnectRouter } from "@connectrpc/connect";
import { moneyStandingFrom } from "#adapters/money-standing";
import { personalDataOfPeers } from "#adapters/personal-data-peers";
import { identityPersonalData } from "#adapters/personal-data-walk";
import { privacyRecordsIn } from "#adapters/privacy-records-postgres";
import type { Sealing } from "#adapters/sealing";
import { askErasureWith, carryOutErasuresWith, getErasureWith, withdrawErasureWith } from "#application/privacy/erase";
import { getConsentsWith, maySendWith, sayConsentWith } from "#application/privacy/consents";
import {
  askExportWith,
  downloadExportWith,
  listExportsWith,
  makeExportsWith,
} from "#application/privacy/export-personal-data";
import { endContractWith, sweepRicaWith } from "#application/rica/keep";
import { getStandingWith, listWaitingWith } from "#application/rica/read-cases";
import { beginReviewWith, openEvidenceWith, rejectWith, verifyWith } from "#application/rica/review";
import { addEvidenceWith, submitWith } from "#application/rica/submit";
import { erasureRpc } from "#transport/erasure-rpc";
import { oneAfterTheOther } from "#transport/one-after-the-other";
import { privacyRpc } from "#transport/privacy-rpc";
import { ricaRpc } from "#transport/rica-rpc";

export const privacyOffers = [PrivacyService, ErasureService, IdentityPersonalData, RicaService] as const;

/** Customers' identities and rights: wired here, so that module.ts has one line of each. */
export function privacyPart({
  sql,
  sealing,
  peers,
  clock,
  log,
}: {
  sql: Sql;
  sealing: Sealing;
  peers: Peers;
  clock: () => Date;
  log: Logger;
}) {
  const inTransaction = privacyRecordsIn(sql, sealing);
  const needs = {
    inTransaction,
    newEvidenceId: () => newId("evidence"),
    newExportId: () => newId("personalDataExport"),
    clock,
  };
  const ownData = identityPersonalData(sql, sealing);
  const sources = { identity: (customerId: string) => ownData.export(customerId), ...personalDataOfPeers(peers) };
  const makeExports = makeExportsWith({ ...needs, sources });
  const askExport = askExportWith(needs);
  const worker = oneAfterTheOther(log, async () => {
    const counts = await makeExports();
    if (counts.made + counts.postponed + counts.ended > 0) log.info(counts, "copies of personal data");
  });
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
    async askExport(request) {
      const asked = await askExport(request);
      if (asked.ok && asked.value.attempts === 0) worker.soon();
      return asked;
    },
    listExports: listExportsWith(needs),
    downloadExport: downloadExportWith(needs),
  });
  const erasing = { ...needs, moneyOf: moneyStandingFrom(peers), newErasureId: () => newId("erasure") };
  const erasure = erasureRpc({
    ask: askErasureWith(erasing),
    withdraw: withdrawErasureWith(erasing),
    get: getErasureWith(erasing),
  });
  const carryOutErasures = carryOutErasuresWith(erasing);
  const sweepRica = sweepRicaWith(needs);
  return {
    routes: (router: ConnectRouter) =>
      router
        .service(PrivacyService, privacy)
        .service(ErasureService, erasure)
        .service(IdentityPersonalData, personalDataRpc(ownData))
        .service(RicaService, rica),
    close: () => worker.close(),
    chores: {
      "carrying out erasures": async () => {
        const counts = await carryOutErasures();
        if (counts.carriedOut + counts.heldBack > 0) log.info(counts, "customers who asked to be erased");
      },
      "making copies of personal data": () => worker.run(),
      "keeping evidence of identity": async () => {
        const swept = await sweepRica();
        if (Object.values(swept).some((count) => count > 0)) log.info(swept, "evidence of identity was swept");
      },
    },
  };
}
