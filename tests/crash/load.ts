import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Nas, NasSession, Traffic } from "@beacom/nas-sandbox";
import { eventually } from "@beacom/testing";
import type { Installation } from "../placements/installation.ts";
import type { Subscriber } from "../placements/subscriber.ts";

export type Loaded = {
  subscriber: Subscriber;
  session: NasSession;
  /** The highest totals that the server has acknowledged. */
  acknowledged: Traffic;
  reports: number;
  /** Payments that the provider took money for. */
  paid: string[];
};

export const topUpCents = 1_000;

/** Uses data and tops up without pause; whatever is not acknowledged is tried again, as a router and a provider do. */
export async function load(here: Installation, nas: Nas, subscriber: Subscriber) {
  const credential = await subscriber.credential();
  let session: NasSession | undefined;
  await eventually(async () => {
    const login = await nas.login({ ...credential, method: "pap" });
    assert.ok(login.ok);
    session = login.value;
    assert.ok((await session.start()).ok);
  });
  const state: Loaded = {
    subscriber,
    session: session!,
    acknowledged: { octetsDown: 0n, octetsUp: 0n },
    reports: 0,
    paid: [],
  };
  const over = new AbortController();

  async function use(): Promise<void> {
    while (!over.signal.aborted) {
      state.session.use({ octetsDown: BigInt(randomInt(3_000_000)), octetsUp: BigInt(randomInt(500_000)) });
      const reported = state.session.totals();
      if ((await state.session.interim()).ok) {
        state.acknowledged = reported;
        state.reports += 1;
      }
      await pause(20);
    }
  }

  async function topUp(): Promise<void> {
    while (!over.signal.aborted) {
      const key = randomUUID();
      const payment = await untilDone(() => subscriber.pay(topUpCents, undefined, key));
      if (await payAtProvider(payment.paymentId)) state.paid.push(payment.paymentId);
      await pause(500);
    }
  }

  /** A crash may have come between the intent and its opening at the provider: the service makes up for it, or gives the payment up. */
  async function payAtProvider(paymentId: string): Promise<boolean> {
    for (;;) {
      if (here.paystack.pay(paymentId)) return true;
      const { status } = await untilDone(() => subscriber.payment(paymentId));
      if (status === "failed" || status === "expired") return false;
      await pause(100);
    }
  }

  const running = Promise.all([use(), topUp()]);
  return {
    state,
    /** Ends the load; the last report is the Stop, acknowledged. */
    async finish(): Promise<void> {
      over.abort();
      await running;
      const last = state.session.totals();
      await eventually(async () => assert.ok((await state.session.stop()).ok), { withinMs: 60_000 });
      state.acknowledged = last;
    },
  };
}

/** The same command under the same key until it is answered. */
async function untilDone<T>(command: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 120_000; ; ) {
    try {
      return await command();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}
