import { ok, type Result, refuse } from "@beacom/result";
import type { InPrivacyTransaction, PersonalDataSources } from "#application/privacy/ports";
import { exportFile } from "#domain/privacy/export-file";
import {
  decideExport,
  type ExportRefusal,
  goodUntil,
  isMade,
  type PersonalDataExport,
} from "#domain/privacy/personal-data-export";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf, type Who } from "#domain/privacy/who";

type Needs = { inTransaction: InPrivacyTransaction; clock: () => Date };
export type AskExportRefusal = ExportRefusal | { kind: "customer-unknown" | "reason-missing" };
export type AskExport = (request: {
  by: Who;
  customerId: string;
  reason: string;
}) => Promise<Result<PersonalDataExport, AskExportRefusal>>;
export type ListExports = (customerId: string) => Promise<PersonalDataExport[]>;
export type DownloadExportRefusal = { kind: "export-unknown" | "export-not-made" | "export-ended" };
export type DownloadExport = (request: {
  by: Who;
  customerId: string;
  exportId: string;
}) => Promise<Result<Uint8Array, DownloadExportRefusal>>;
export type MakeExports = () => Promise<{ made: number; postponed: number; ended: number }>;

export function askExportWith({ inTransaction, clock, newExportId }: Needs & { newExportId: () => string }): AskExport {
  return async ({ by, customerId, reason: text }) => {
    const reason = text.trim();
    if (by.kind !== "customer" && reason === "") return refuse({ kind: "reason-missing" });
    return inTransaction(async ({ customers, exports, publish }) => {
      const customer = await customers.hold(customerId);
      if (!customer) return refuse({ kind: "customer-unknown" });
      if (customer.erased) return refuse({ kind: "customer-erased" });
      const at = clock();
      const latest = await exports.latest(customerId);
      const decided = decideExport(latest, { exportId: newExportId(), customerId, by: nameOf(by), at });
      if (!decided.ok || decided.value === latest) return decided;
      await exports.add(decided.value);
      const after = { exportId: decided.value.exportId };
      await publish(staffAct(by, { customerId, action: "personal-data.export-asked", at, reason, after }));
      return decided;
    });
  };
}

export const listExportsWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): ListExports =>
  (customerId) =>
    inTransaction(({ exports }) => exports.all(customerId));

export function downloadExportWith({ inTransaction, clock }: Needs): DownloadExport {
  return async ({ by, customerId, exportId }) =>
    inTransaction(async ({ exports, publish }) => {
      const at = clock();
      const found = (await exports.all(customerId)).find((one) => one.exportId === exportId);
      if (!found) return refuse({ kind: "export-unknown" });
      if (!found.made) return refuse({ kind: "export-not-made" });
      const content = found.made.goodUntil > at ? await exports.open(found) : undefined;
      if (!content) return refuse({ kind: "export-ended" });
      await publish(staffAct(by, { customerId, action: "personal-data.export-opened", at, after: { exportId } }));
      return ok(content);
    });
}

/** Makes those that were asked for, and destroys those whose week is over. Cut off at any point, the next run does the rest. */
export function makeExportsWith({
  inTransaction,
  clock,
  sources,
}: Needs & { sources: PersonalDataSources }): MakeExports {
  return async () => {
    const waiting = await inTransaction(({ exports }) => exports.toMake(50));
    let made = 0;
    for (const wanted of waiting) {
      const { customerId } = wanted;
      const parts = await Promise.all(
        Object.entries(sources).map(async ([from, source]) => ({ from, sections: await answerOf(source, customerId) })),
      );
      const missing = parts.filter(({ sections }) => !sections).map(({ from }) => from);
      const at = clock();
      const file = exportFile({ customerId, at, parts });
      const done = await inTransaction(async ({ customers, exports, publish }) => {
        const customer = await customers.hold(customerId);
        if (!customer || customer.erased) return false;
        if (!isMade(wanted, missing)) {
          await exports.tried(wanted);
          return false;
        }
        if (!(await exports.made(wanted, { at, goodUntil: goodUntil(at), missing, content: file }))) return false;
        await publish([{ type: "PersonalDataExported", at, customerId, exportId: wanted.exportId }]);
        return true;
      });
      if (done) made += 1;
    }
    const ended = await inTransaction(({ exports }) => exports.destroyOld(clock()));
    return { made, postponed: waiting.length - made, ended };
  };
}

const answerOf = (source: PersonalDataSources[string], customerId: string) => source(customerId).catch(() => undefined);
