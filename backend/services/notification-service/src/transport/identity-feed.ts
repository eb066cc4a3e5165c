import type { FollowedEvent } from "@beacom/outbox";
import { read } from "@beacom/outbox";
import { CodeIssuedSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { CustomerErasedSchema } from "@beacom/proto/identity/v1/privacy";
import { CustomerPhoneChangedSchema, CustomerSecurityChangedSchema } from "@beacom/proto/identity/v1/security";
import { CustomerSeenAsSchema } from "@beacom/proto/identity/v1/team";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { Records } from "#application/ports";
import type { Send } from "#application/send";
import { securityChanges } from "#domain/news";
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
    const looked = read(CustomerSeenAsSchema, event);
    if (looked) {
      const contact = await records.contactOf(looked.customerId);
      const news = { kind: "seen-as", at: event.at } as const;
      const cause = `seen-as/${event.position}`;
      if (contact) await send({ cause, ...contact, to: contact.phone, news, happenedAt: event.at });
    }
    const changed = read(CustomerSecurityChangedSchema, event);
    const change = securityChanges.find((known) => known === changed?.change);
    if (changed && change) {
      const { customerId, phone: to, language } = changed;
      const news = { kind: "security-changed", change, at: event.at } as const;
      await send({ cause: `security/${event.position}`, customerId, to, language, news, happenedAt: event.at });
    }
    const erased = read(CustomerErasedSchema, event);
    if (erased) await records.forgetCustomer(erased.customerId);
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
