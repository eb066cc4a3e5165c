import type { StreamKind, StreamOf, Streams } from "#application/streams";
import { masterOf } from "#domain/resellers/register-reseller";
import { type Reseller, resellerAfter } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

export const resellers: StreamKind<Reseller, ResellerEvent> = { name: "reseller", fold: resellerAfter };
export const resellerStream = (resellerId: string): StreamOf<Reseller, ResellerEvent> => ({
  kind: resellers,
  id: resellerId,
});

/** A master is a reseller's for good, so it may be read before the command that needs it. */
export async function masterIdOf(streams: Streams, resellerId: string): Promise<string | null> {
  const reseller = await streams.state(resellerStream(resellerId));
  return reseller ? masterOf(reseller.terms) : null;
}
