import { resellerStream } from "#application/resellers/reseller-streams";
import type { Streams } from "#application/streams";
import type { ResellerTerms } from "#domain/resellers/reseller-event";

/** The terms that a reseller sells on now. */
export type ResellerTermsUseCase = (resellerId: string) => Promise<ResellerTerms | undefined>;

export const resellerTermsWith =
  ({ streams }: { streams: Streams }): ResellerTermsUseCase =>
  async (resellerId) =>
    (await streams.state(resellerStream(resellerId)))?.terms;
