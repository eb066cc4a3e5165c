import { createHash } from "node:crypto";
import type { Tx } from "@beacom/postgres";
import { openFile, sealFile, sealKeyAgain } from "#adapters/sealed-files";
import type { Sealing } from "#adapters/sealing";
import type { Evidence, KeptCase, RicaRecords } from "#application/rica/ports";
import type { RicaDetails } from "#domain/rica/details";
import type { MediaType } from "#domain/rica/evidence-file";
import type { EvidenceKind, ServiceKind } from "#domain/rica/requirements";
import type { RicaCase, RicaState } from "#domain/rica/rica-case";

type CaseRow = {
  customer_id: string;
  state: RicaState | null;
  since: Date;
  service_kind: ServiceKind;
  reviewer: string | null;
  note: string | null;
  good_until: string | null;
  contract_ended_on: string | null;
  kept_until: string | null;
  destroyed_at: Date | null;
};
type EvidenceRow = { evidence_id: string; kind: EvidenceKind; media_type: MediaType; octets: number; added_at: Date };

export const ricaIn = (tx: Tx, sealing: Sealing): RicaRecords => {
  const columns = tx`r.state, r.since, r.service_kind, r.reviewer, r.note, r.good_until::text, r.contract_ended_on::text,
    r.kept_until::text, r.destroyed_at`;
  const evidenceColumns = tx`evidence_id, kind, media_type, octets, added_at`;
  return {
    async hold(customerId) {
      await tx`select pg_advisory_xact_lock(hashtextextended(${`rica ${customerId}`}, 0))`;
      const [row] = await tx<CaseRow[]>`
        select c.customer_id, ${columns} from customers c left join rica_cases r using (customer_id)
        where c.customer_id = ${customerId}`;
      return row && keptOf(row);
    },
    async write(customerId, now, details) {
      const row = rowOf(now);
      const sealed = details ? sealing.seal(JSON.stringify(details), detailsContext(customerId)) : null;
      await tx`
        insert into rica_cases (customer_id, state, since, service_kind, reviewer, note, good_until, sealed_details)
        values (${customerId}, ${now.state}, ${row.since}, ${row.serviceKind}, ${row.reviewer}, ${row.note},
          ${row.goodUntil}, ${sealed})
        on conflict (customer_id) do update set state = excluded.state, since = excluded.since,
          service_kind = excluded.service_kind, reviewer = excluded.reviewer, note = excluded.note,
          good_until = excluded.good_until,
          sealed_details = coalesce(excluded.sealed_details, rica_cases.sealed_details),
          destroyed_at = case when excluded.sealed_details is null then rica_cases.destroyed_at end,
          contract_ended_on = case when excluded.sealed_details is null then rica_cases.contract_ended_on end,
          kept_until = case when excluded.sealed_details is null then rica_cases.kept_until end`;
    },
    async details(customerId) {
      const [row] = await tx<{ sealed_details: Buffer | null }[]>`
        select sealed_details from rica_cases where customer_id = ${customerId}`;
      return row?.sealed_details ? openDetails(sealing, customerId, row.sealed_details) : undefined;
    },
    async evidence(customerId) {
      const rows = await tx<EvidenceRow[]>`
        select ${evidenceColumns} from rica_evidence
        where customer_id = ${customerId} and replaced_at is null and destroyed_at is null order by kind`;
      return rows.map(evidenceOf);
    },
    async openEvidence(customerId, evidenceId) {
      const [row] = await tx<(EvidenceRow & { sealed_key: Buffer; sealed: Buffer })[]>`
        select ${evidenceColumns}, sealed_key, sealed from rica_evidence
        where customer_id = ${customerId} and evidence_id = ${evidenceId} and destroyed_at is null`;
      if (!row) return undefined;
      const file = { sealedKey: row.sealed_key, sealed: row.sealed };
      return { ...evidenceOf(row), content: openFile(sealing, file, fileContext(customerId, evidenceId)) };
    },
    async addEvidence(customerId, { evidenceId, kind, mediaType, octets, addedAt, content }) {
      const { sealedKey, sealed } = sealFile(sealing, content, fileContext(customerId, evidenceId));
      await tx`
        update rica_evidence set replaced_at = ${addedAt}
        where customer_id = ${customerId} and kind = ${kind} and replaced_at is null and destroyed_at is null`;
      await tx`
        insert into rica_evidence
          (evidence_id, customer_id, kind, media_type, octets, sha256, added_at, sealed_key, sealed)
        values (${evidenceId}, ${customerId}, ${kind}, ${mediaType}, ${octets},
          ${createHash("sha256").update(content).digest()}, ${addedAt}, ${sealedKey}, ${sealed})`;
    },
    async addHistory(customerId, { at, happened, byWhom, note }) {
      await tx`
        insert into rica_history (customer_id, at, happened, by_whom, note)
        values (${customerId}, ${at}, ${happened}, ${byWhom}, ${note})`;
    },
    async history(customerId) {
      const rows = await tx<{ at: Date; happened: string; by_whom: string; note: string }[]>`
        select at, happened, by_whom, note from rica_history where customer_id = ${customerId} order by position`;
      return rows.map(({ by_whom, ...happened }) => ({ ...happened, byWhom: by_whom }));
    },
    async waiting(howMany) {
      const rows = await tx<CaseRow[]>`
        select r.customer_id, ${columns} from rica_cases r where r.state in ('submitted', 'in-review')
        order by r.since limit ${howMany}`;
      return rows.map(keptOf);
    },
    async endContract(customerId, endedOn, keptUntil) {
      await tx`
        insert into rica_cases (customer_id, state, since, contract_ended_on, kept_until)
        values (${customerId}, 'not-started', now(), ${endedOn}, ${keptUntil})
        on conflict (customer_id) do update set
          contract_ended_on = excluded.contract_ended_on, kept_until = excluded.kept_until`;
    },
    async destroy(customerId, at) {
      const files = await tx`
        update rica_evidence set sealed = null, sealed_key = null, destroyed_at = ${at}
        where customer_id = ${customerId} and destroyed_at is null`;
      await tx`
        update rica_cases set sealed_details = null, destroyed_at = ${at} where customer_id = ${customerId}`;
      return files.count;
    },
    async expired(today, howMany) {
      const rows = await tx<{ customer_id: string }[]>`
        select customer_id from rica_cases where state = 'verified' and good_until < ${today}
        order by good_until limit ${howMany}`;
      return rows.map((row) => row.customer_id);
    },
    async toDestroy(today, unusedSince, howMany) {
      const rows = await tx<{ customer_id: string; unused: boolean }[]>`
        select customer_id, false as unused from rica_cases where kept_until < ${today} and destroyed_at is null
        union all
        select e.customer_id, true from rica_evidence e left join rica_cases r using (customer_id)
        where e.destroyed_at is null and coalesce(r.state, 'not-started') in ('not-started', 'rejected')
          and r.kept_until is null
          and not exists (select from rica_history h where h.customer_id = e.customer_id and h.happened = 'verified')
        group by e.customer_id, r.since
        having greatest(max(e.added_at), r.since) < ${unusedSince}
        limit ${howMany}`;
      return rows.map(({ customer_id, unused }) => ({ customerId: customer_id, unused }));
    },
    async sealAgain(howMany) {
      const rows = await tx<{ evidence_id: string; customer_id: string; sealed_key: Buffer }[]>`
        select evidence_id, customer_id, sealed_key from rica_evidence
        where sealed_key is not null and substring(sealed_key from 2 for 4) <> ${sealing.newestId}
        limit ${howMany} for update skip locked`;
      for (const row of rows) {
        const again = sealKeyAgain(sealing, row.sealed_key, fileContext(row.customer_id, row.evidence_id));
        await tx`update rica_evidence set sealed_key = ${again} where evidence_id = ${row.evidence_id}`;
      }
      const cases = await tx<{ customer_id: string; sealed_details: Buffer }[]>`
        select customer_id, sealed_details from rica_cases
        where sealed_details is not null and substring(sealed_details from 2 for 4) <> ${sealing.newestId}
        limit ${howMany} for update skip locked`;
      for (const { customer_id: customerId, sealed_details: sealed } of cases) {
        const context = detailsContext(customerId);
        const again = sealing.seal(sealing.open(sealed, context), context);
        await tx`update rica_cases set sealed_details = ${again} where customer_id = ${customerId}`;
      }
      return rows.length + cases.length;
    },
  };
};

export const openDetails = (sealing: Sealing, customerId: string, sealed: Uint8Array): RicaDetails =>
  JSON.parse(sealing.open(sealed, detailsContext(customerId))) as RicaDetails;

/** What is sealed for one customer, or as one file, does not open as another's. */
const detailsContext = (customerId: string): string => `rica details ${customerId}`;
const fileContext = (customerId: string, evidenceId: string): string => `rica evidence ${customerId} ${evidenceId}`;

const evidenceOf = (row: EvidenceRow): Evidence => ({
  evidenceId: row.evidence_id,
  kind: row.kind,
  mediaType: row.media_type,
  octets: row.octets,
  addedAt: row.added_at,
});

const keptOf = (row: CaseRow): KeptCase => ({
  customerId: row.customer_id,
  now: caseOf(row),
  contractEndedOn: row.contract_ended_on ?? undefined,
  keptUntil: row.kept_until ?? undefined,
  destroyedAt: row.destroyed_at ?? undefined,
});

function caseOf(row: CaseRow): RicaCase {
  const { since: at, service_kind: serviceKind } = row;
  const reviewer = row.reviewer ?? "";
  const note = row.note ?? "";
  if (row.state === null || row.state === "not-started") return { state: "not-started" };
  if (row.state === "submitted" || row.state === "expired") return { state: row.state, at, serviceKind };
  if (row.state === "in-review") return { state: "in-review", at, serviceKind, reviewer };
  if (row.state === "rejected") return { state: "rejected", at, serviceKind, reviewer, reason: note };
  return { state: "verified", at, serviceKind, reviewer, basis: note, goodUntil: row.good_until ?? undefined };
}

function rowOf(now: RicaCase) {
  const row = { since: new Date(0), serviceKind: null, reviewer: null, note: null, goodUntil: null };
  if (now.state === "not-started") return row;
  const begun = { ...row, since: now.at, serviceKind: now.serviceKind };
  if (now.state === "submitted" || now.state === "expired") return begun;
  const reviewed = { ...begun, reviewer: now.reviewer };
  if (now.state === "verified") return { ...reviewed, note: now.basis, goodUntil: now.goodUntil ?? null };
  return now.state === "rejected" ? { ...reviewed, note: now.reason } : reviewed;
}
