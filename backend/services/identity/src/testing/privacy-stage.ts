import { randomBytes } from "node:crypto";
import { type FollowedEvent, read } from "@beacom/outbox";
import { sealingWith } from "#adapters/sealing";
import { privacyRecordsIn } from "#adapters/privacy-records-postgres";
import { as, identityStage } from "#testing/stage";

type Schema = Parameters<typeof read>[0];

/** Identity with one owner at work, and customers who are signed in. */
export async function privacyStage() {
  const sealingKey = randomBytes(32);
  const stage = await identityStage({ IDENTITY_SEALING_KEY: sealingKey.toString("base64") });
  const email = "sipho@example.org";
  const password = "the mountain is flat";
  const { staffId } = await stage.people.createFirstStaff({ name: "Sipho", email, password });
  const sipho = await stage.enrol(email, password);
  let lastPhone = 820_000_000;
  return {
    ...stage,
    sealingKey,
    /** Under these keys, the newest first: by themselves the chores come once an hour. */
    inTransaction: (keys: readonly Uint8Array[] = [sealingKey]) => privacyRecordsIn(stage.sql, sealingWith(keys)),
    staffId,
    asStaff: () => as(sipho.signedIn.accessToken),
    asStaffLater: async () => as((await stage.signIn(sipho)).accessToken),
    async customer(name = "Thandi Nkosi") {
      lastPhone += 1;
      const { verificationId } = await stage.people.register({
        name,
        phone: `0${lastPhone}`,
        email: `person${lastPhone}@example.org`,
        password: "the river bends twice",
        idempotencyKey: `key-${lastPhone}`,
        language: "zu",
      });
      const code = await stage.codeSent(verificationId);
      const signedIn = await stage.people.confirmCode({ verificationId, code, device: "a phone" });
      const customerId = signedIn.customer!.customerId;
      return {
        customerId,
        phone: signedIn.customer!.phone,
        own: as(signedIn.accessToken),
        refreshToken: signedIn.refreshToken,
      };
    },
    async told(key: string, schema: Schema) {
      const events: FollowedEvent[] = await stage.events();
      return events.filter((event) => event.key === key).flatMap((event) => read(schema, event) ?? []);
    },
  };
}
