import type { StreamKind, StreamOf } from "#application/streams";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";

export const postpaidCustomers: StreamKind<Postpaid, PostpaidEvent> = { name: "postpaid", fold: postpaidAfter };
export const postpaidOf = (customerId: string): StreamOf<Postpaid, PostpaidEvent> => ({
  kind: postpaidCustomers,
  id: customerId,
});
