import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { openPaymentsWorld, type PaymentsWorld } from "#contract/payments-world";
import type { OpenProviderWorld } from "#contract/provider-world";

/** What holds for every provider: its adapter passes this against its sandbox, or it does not go in. */
export function providerContract(name: string, openProvider: OpenProviderWorld): void {
  describe(`${name}, as a payment provider`, () => {
    let world: PaymentsWorld;
    beforeAll(async () => {
      world = await openPaymentsWorld(openProvider, { providerTimeoutMs: 400 });
    });
    afterAll(() => world.close());
    afterEach(async () => {
      world.misbehave({});
      await world.callbacksSettled();
      await world.sql`truncate intents, attempts, notices, findings, outbox`;
    });
    const reference = (intent: { references: readonly string[] }) => intent.references.at(-1)!;
    const succeeded = async () => (await world.events()).filter((type) => type === "PaymentSucceeded").length;

    test("a payment is opened with an address to pay at, paid, and settled once", async () => {
      const intent = await world.create();
      assert.match(intent.state.status === "pending" ? intent.state.redirectUrl : "", /^http/);
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
      assert.deepEqual(await world.events(), ["PaymentOpened", "PaymentSucceeded"]);
    });

    test("the same click returns the same payment, and the same key for something else is refused", async () => {
      const order = world.order();
      const [first, second] = await Promise.all([world.create(order), world.create(order)]);
      assert.deepEqual(first, second);
      assert.deepEqual(await world.create(order), first);
      const other = await world.flow.createPayment({ ...order, minorUnits: 10_000n });
      assert.deepEqual(other, { ok: false, error: { kind: "idempotency-key-reused" } });
      assert.ok((await world.create({ ...order, customerId: "cus_sipho" })).paymentId !== first.paymentId);
    });

    test("duplicate callbacks settle it once", async () => {
      world.misbehave({ duplicates: 20 });
      const intent = await world.create();
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
      assert.equal(await succeeded(), 1);
    });

    test("reordered callbacks settle each payment", async () => {
      world.misbehave({ reorder: 3, duplicates: 1 });
      const intents = [await world.create(), await world.create(), await world.create()];
      for (const intent of intents) world.pay(reference(intent));
      await world.callbacksSettled();
      for (const intent of intents) assert.equal((await world.stateOf(intent)).status, "succeeded");
      assert.equal(await succeeded(), 3);
    });

    test("a late payment, after expiry, still succeeds", async () => {
      const intent = await world.create();
      world.later(31);
      await world.poll();
      assert.equal((await world.stateOf(intent)).status, "expired");
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
      assert.deepEqual(await world.events(), ["PaymentOpened", "PaymentExpired", "PaymentSucceeded"]);
    });

    test("a late payment whose callback is lost too is found within the day", async () => {
      world.misbehave({ missingCallback: true });
      const intent = await world.create();
      world.later(31);
      await world.poll();
      world.pay(reference(intent));
      world.later(60);
      await world.poll();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
    });

    test("a forged callback is turned away, and the payment is settled by asking", async () => {
      world.misbehave({ forged: true });
      const intent = await world.create();
      const before = world.counted("forged");
      world.pay(reference(intent));
      await eventually(() => assert.ok(world.counted("forged") > before));
      assert.equal((await world.stateOf(intent)).status, "pending");
      world.later(1);
      await world.poll();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
    });

    test("a well signed callback about a payment that nobody made is not believed", async () => {
      const intent = await world.create();
      world.claimPaid(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "pending");
      assert.ok(world.counted("callback:asking") > 0);
      assert.equal(await succeeded(), 0);
    });

    test("replayed callbacks of settled payments change nothing", async () => {
      world.misbehave({ replayed: true });
      const intents = [await world.create(), await world.create(), await world.create()];
      for (const intent of intents) {
        world.pay(reference(intent));
        await world.callbacksSettled();
      }
      assert.equal(await succeeded(), 3);
    });

    test("a wrong amount goes under review, with words, and is never booked", async () => {
      world.misbehave({ wrongAmountCents: 100 });
      const intent = await world.create();
      world.pay(reference(intent));
      await world.callbacksSettled();
      const state = await world.stateOf(intent);
      assert.equal(
        state.status === "under-review" && state.words,
        "The provider reports R1.00 where R99.00 was asked for.",
      );
      assert.deepEqual(await world.events(), ["PaymentOpened", "PaymentUnderReview"]);
    });

    test("a wrong currency goes under review", async () => {
      world.misbehave({ wrongCurrency: "NGN" });
      const intent = await world.create();
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "under-review");
      assert.equal(await succeeded(), 0);
    });

    test("a wrong amount that only the callback claims is not believed either", async () => {
      world.misbehave({ wrongAmountCents: 5_000_000, onlyCallbackLies: true });
      const intent = await world.create();
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
    });

    test("a missing callback is made up for when the person looks, or by the poller", async () => {
      world.misbehave({ missingCallback: true });
      const [looked, polled] = [await world.create(), await world.create()];
      world.pay(reference(looked));
      world.pay(reference(polled));
      assert.equal((await world.get(looked.paymentId)).state.status, "succeeded");
      assert.equal((await world.stateOf(polled)).status, "pending");
      world.later(0.2);
      await world.poll();
      assert.equal((await world.stateOf(polled)).status, "succeeded");
    });

    test("somebody who looks again and again makes us ask once in two seconds", async () => {
      const intent = await world.create();
      const asked = world.counted("charge:charge");
      for (let i = 0; i < 10; i++) await world.get(intent.paymentId);
      assert.equal(world.counted("charge:charge") - asked, 1);
      world.later(1 / 30);
      await world.get(intent.paymentId);
      assert.equal(world.counted("charge:charge") - asked, 2);
    });

    test("a declined card fails the payment, and paying again on the same page settles it", async () => {
      const intent = await world.create();
      world.decline(reference(intent));
      const failed = await world.get(intent.paymentId);
      assert.match(failed.state.status === "failed" ? failed.state.words : "", /declined.*Nothing was charged/);
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.deepEqual(await world.events(), ["PaymentOpened", "PaymentFailed", "PaymentSucceeded"]);
    });

    test("while the provider answers 500 the payment stays, and is opened as soon as it answers", async () => {
      world.misbehave({ failures: 1 });
      const intent = await world.create();
      assert.equal(intent.state.status, "created");
      world.later(0.2);
      await world.poll();
      assert.equal((await world.stateOf(intent)).status, "pending");
      assert.deepEqual((await world.intents.find(intent.paymentId))!.references, intent.references);
    });

    test("a 500 to the question whether it was paid decides nothing", async () => {
      const intent = await world.create();
      world.misbehave({ failures: 1 });
      world.pay(reference(intent));
      await world.callbacksSettled();
      assert.equal((await world.stateOf(intent)).status, "pending");
      world.later(0.2);
      await world.poll();
      assert.equal((await world.stateOf(intent)).status, "succeeded");
    });

    test("an opening whose answer got lost is found again, and the payment gets another page", async () => {
      world.misbehave({ lostAnswers: 1 });
      const intent = await world.create();
      assert.equal(intent.state.status, "created");
      const opened = await world.get(intent.paymentId);
      assert.equal(opened.state.status, "pending");
      assert.equal(opened.references.length, 2);
      world.pay(reference(opened));
      await world.callbacksSettled();
      const state = await world.stateOf(intent);
      assert.equal(state.status === "succeeded" && state.reference, opened.references[1]);
      assert.equal(await succeeded(), 1);
    });

    test("money under the reference whose page got lost counts as well, and a second charge is found", async () => {
      world.misbehave({ lostAnswers: 1 });
      const { paymentId } = await world.create();
      const opened = await world.get(paymentId);
      world.pay(opened.references[0]!);
      await world.callbacksSettled();
      assert.equal((await world.stateOf(opened)).status, "succeeded");
      world.pay(opened.references[1]!);
      await world.callbacksSettled();
      assert.equal(await succeeded(), 1);
      const findings = await world.sql`select reference, kind from findings`;
      assert.deepEqual([...findings], [{ reference: opened.references[1], kind: "paid-twice" }]);
    });

    test("a provider that takes too long leaves the payment created, and the next try goes through", async () => {
      world.misbehave({ slowMs: 1_500 });
      const intent = await world.create();
      assert.equal(intent.state.status, "created");
      world.misbehave({});
      world.later(0.2);
      await world.poll();
      await eventually(async () => assert.equal((await world.stateOf(intent)).status, "pending"));
    });

    test("a callback about a reference that is not ours is written down and changes nothing", async () => {
      const intent = await world.create();
      await world.sql`delete from attempts where payment_id = ${intent.paymentId}`;
      world.pay(reference(intent));
      await world.callbacksSettled();
      const notices = await world.sql`select result, reference, payment_id from notices`;
      assert.deepEqual([...notices], [{ result: "unknown-reference", reference: reference(intent), payment_id: null }]);
    });
  });
}
