import type { Supplier } from "@beacom/documents";
import { type OperatorSettings, SettingsService } from "@beacom/proto/admin/v1/settings";
import type { Logger, Peers } from "@beacom/runtime";
import type { Clock } from "@beacom/time";

const [keptMs, patienceMs] = [10_000, 1_500];

/**
 * Who issues documents: what the operator set, or what the service is configured with as long as nothing was. While nobody can be asked, it is
 * what was known last: a document must not change its supplier because a service is being restarted.
 */
export function supplierOfSettings({
  peers,
  configured,
  clock,
  log,
}: {
  readonly peers: Peers;
  readonly configured: Supplier;
  readonly clock: Clock;
  readonly log: Logger;
}): () => Promise<Supplier> {
  const settings = peers.client(SettingsService);
  let known: { readonly supplier: Supplier; readonly atMs: number } | undefined;
  return async () => {
    const nowMs = clock().getTime();
    if (known && Math.abs(nowMs - known.atMs) < keptMs) return known.supplier;
    try {
      const { current } = await settings.getSettings({}, { timeoutMs: patienceMs });
      const supplier = current?.settings ? supplierOf(current.settings) : configured;
      known = { supplier, atMs: nowMs };
      return supplier;
    } catch (err) {
      const supplier = known?.supplier ?? configured;
      known = { supplier, atMs: nowMs };
      log.debug({ err }, "the operator's settings cannot be asked for now");
      return supplier;
    }
  };
}

function supplierOf(settings: OperatorSettings): Supplier {
  const { legalName, addressLines, vatNumber, registrationNumber, supportEmail, supportPhone, website, bank } =
    settings;
  return {
    name: legalName,
    addressLines,
    vatNumber: vatNumber || null,
    registrationNumber: registrationNumber || null,
    email: supportEmail || null,
    phone: supportPhone || null,
    website: website || null,
    bank: bank
      ? {
          bankName: bank.bankName,
          accountHolder: bank.accountHolder,
          accountNumber: bank.accountNumber,
          branchCode: bank.branchCode,
          swiftCode: bank.swiftCode || null,
        }
      : null,
  };
}
