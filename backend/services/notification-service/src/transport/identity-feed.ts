import type { FollowedEvent } from "@beacom/outbox";
import { read } from "@beacom/outbox";
import { CodeIssuedSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { CustomerPhoneChangedSchema } from "@beacom/proto/identity/v1/security";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { Records } from "#application/ports";
import type { Send } from "#application/send";
import { customerNews } from "#transport/billing-feed";

/** Sends codes, and learns phones: from verified customers only, nobody else's is kept. */
export async function takeIdentityEvents(
  events: readonly FollowedEvent[],
  { records, send }: { records: Records; send: Send },
): Promise<void> {
  for (const event of events) {
    const issued = read(CodeIssuedSchema, event);
    if (issued) {
      const { verificationId, phone, language, code } = issued;
      await send({
        cause: `code/${verificationId}/${event.position}`,
        customerId: "",
        to: phone,
        language,
        news: { kind: "phone-code", code, expiresAt: issued.expiresAt ? timestampDate(issued.expiresAt) : event.at },
        happenedAt: event.at,
      });
    }
    const moved = read(CustomerPhoneChangedSchema, event);
    if (moved) await records.keepContact(moved);
    const verified = read(CustomerVerifiedSchema, event);
    if (verified) {
      const { customerId, phone, language } = verified;
      await records.keepContact({ customerId, phone, language });
      for (const waiting of await records.takeWaiting(customerId)) {
        const news = customerNews(waiting);
        if (news) await send({ ...news, to: phone, language, happenedAt: waiting.at });
      }
    }
  }
}
