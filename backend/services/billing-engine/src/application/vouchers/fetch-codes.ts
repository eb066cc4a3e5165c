import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { CodeSecrets } from "#application/vouchers/code-secrets";
import type { VoucherViews } from "#application/vouchers/views";
import type { SealedFile, VoucherFiles } from "#application/vouchers/voucher-files";
import { groupedCode, type VoucherCode } from "#domain/vouchers/voucher-code";

export type FetchCodesRefusal = { readonly kind: "batch-unknown" | "codes-gone" | "generated-by-another" };
/** In the order of the vouchers' numbers, in groups of four as they are printed. */
export type FetchCodesUseCase = (request: {
  readonly batchId: string;
  readonly staffId: string;
}) => Promise<Result<{ readonly codes: readonly string[]; readonly availableUntil: Date }, FetchCodesRefusal>>;
export type ForgetCodesUseCase = (request: {
  readonly batchId: string;
  readonly staffId: string;
}) => Promise<Result<void, FetchCodesRefusal>>;

type Ports = { files: VoucherFiles; secrets: CodeSecrets; views: VoucherViews; clock: Clock };

/** The codes of a new batch, for the one who generated it and until their time is up: a download that breaks off can be tried again. */
export const fetchCodesWith =
  (ports: Ports): FetchCodesUseCase =>
  async (request) => {
    const file = await fileFor(ports, request);
    if (!file.ok) return file;
    const { batchId, sealed, keyId, availableUntil } = file.value;
    const codes = ports.secrets.open(batchId, sealed, keyId).split("\n");
    return ok({ codes: codes.map((code) => groupedCode(code as VoucherCode)), availableUntil });
  };

/** Once they are printed, nobody needs them any more. */
export const forgetCodesWith =
  (ports: Ports): ForgetCodesUseCase =>
  async (request) => {
    const file = await fileFor(ports, request);
    if (!file.ok) return file;
    await ports.files.forget(request.batchId);
    return ok(undefined);
  };

async function fileFor(
  { files, views, clock }: Ports,
  { batchId, staffId }: { readonly batchId: string; readonly staffId: string },
): Promise<Result<SealedFile, FetchCodesRefusal>> {
  if (!(await views.batch(batchId))) return refuse({ kind: "batch-unknown" });
  const file = await files.find(batchId);
  if (!file || file.availableUntil <= clock()) return refuse({ kind: "codes-gone" });
  return file.staffId === staffId ? ok(file) : refuse({ kind: "generated-by-another" });
}
