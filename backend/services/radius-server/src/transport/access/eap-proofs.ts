import type { Proofs } from "@beacom/eap";
import { checkStoredPassword, parseStoredPassword } from "@beacom/password-hash";
import { sameBytes } from "@beacom/radius";
import type { Subscriber } from "#domain/subscriber";
import { ntHashFor } from "#transport/access/proofs";

/** What EAP's methods can prove of a subscriber's password, in the form in which it is kept. */
export const eapProofsOf = (subscriber: Subscriber): Proofs => ({
  cleartext: subscriber.passwordForm === "cleartext" ? subscriber.password : undefined,
  ntHash: ntHashFor(subscriber),
  checkPassword(given) {
    if (subscriber.passwordForm === "cleartext") return sameBytes(given, Buffer.from(subscriber.password));
    const stored = parseStoredPassword(subscriber.password);
    return stored.ok && checkStoredPassword(stored.value, given);
  },
});
