import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import * as fc from "fast-check";
import { afterAll, test } from "vitest";
import { openPaymentsWorld } from "#contract/payments-world";
import { callbackAbout, type Whim, whimsicalProvider } from "#contract/whimsical-world";

const whimsical = whimsicalProvider([]);
const world = await openPaymentsWorld(whimsical.open);
afterAll(() => world.close());

const act = fc.constantFrom("callback", "click", "look", "poll", "pay", "decline", "time");
type Act = "callback" | "click" | "look" | "poll" | "pay" | "decline" | "time";
const whim = fc.constantFrom<Whim>("answered", "never-arrived", "answer-lost");

test("any callbacks, polls and clicks, in any order and at the same time, end the same, with one PaymentSucceeded for one payment", async () => {
  const story = fc.record({
    whims: fc.array(whim, { maxLength: 12 }),
    // Each inner list happens at the same time.
    acts: fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ whims, acts }) => {
      await world.sql`truncate intents, attempts, notices, findings, outbox`;
      whimsical.whims.splice(0, whimsical.whims.length, ...whims);
      const order = world.order();
      const { paymentId } = await world.create(order);
      let paid = false;

      const happen: Record<Act, () => Promise<unknown>> = {
        click: () => world.create(order),
        look: () => world.get(paymentId),
        poll: () => world.poll(),
        time: async () => world.later(3),
        decline: async () => world.decline(await shown()),
        async pay() {
          const reference = await shown();
          if (reference === "") return;
          paid = true;
          world.pay(reference);
        },
        async callback() {
          const { references } = (await world.intents.find(paymentId))!;
          const rawBody = callbackAbout(references[0]!);
          await world.takeCallbacks([
            { callbackId: newId("callback"), provider: "paystack", rawBody, receivedAt: new Date() },
          ]);
        },
      };
      /** The reference of the page that the person has: nobody can pay under one whose address never arrived. */
      const shown = async () => {
        const { state } = (await world.intents.find(paymentId))!;
        return state.status === "pending" ? state.redirectUrl.split("/").at(-1)! : "";
      };

      for (const together of acts) await Promise.all(together.map((each) => happen[each as Act]()));
      whimsical.whims.length = 0;
      for (let i = 0; i < 4; i++) {
        world.later(30);
        await world.poll();
      }

      const { status } = await world.stateOf({ paymentId });
      if (paid) assert.equal(status, "succeeded");
      else assert.ok(status === "expired" || status === "failed", status);
      const events = await world.events();
      assert.equal(new Set(events).size, events.length, events.join());
      assert.equal(events.includes("PaymentSucceeded"), paid);
      assert.equal((await world.sql`select from findings`).length, 0);
    }),
    { numRuns: 60 },
  );
});
