import { BillingService } from "@beacom/proto/billing/v1/billing";
import { Problem } from "#console/problem";
import { followTimes } from "#demo/event-times";
import type { Play } from "#demo/play";
import { newPerson, type Person, type Plan, type Rate } from "#demo/portal-person";
import { isRate, openRouter } from "#demo/router";
import { until } from "#demo/until";
import { demoPlans } from "#installation/demo-operator";
import type { Ports } from "#installation/ports";
import type { ServicePeers } from "#installation/service-peers";

export type Check = { check: string; value: string; budget?: string; passed: boolean };
export type Played = { client: string; checks: Check[] };

const budgetMs = 1_000;

/** The main flow as one person lives it, from registering to full speed again. */
export async function playMainFlow(
  play: Play,
  here: { gateway: string; ports: Ports; nasSecret: string; peers: ServicePeers },
): Promise<Played> {
  const { ports, peers } = here;
  const person = newPerson(here.gateway);
  let customerId: string | undefined;
  const times = followTimes(peers, () => customerId);
  const router = await openRouter({
    authPort: ports.radiusAuth,
    acctPort: ports.radiusAcct,
    coaPort: ports.nasCoa,
    secret: here.nasSecret,
  });
  play.say(`  RADIUS client: ${router.client}`);
  try {
    play.act("A person registers");
    const { verificationId } = await play.step("register with phone and e-mail", person.register, () => person.phone);
    const code = await play.step("read the code from the messages", person.codeFromMessages, (text) => text);
    const customer = await play.step(
      "confirm the code, signed in",
      () => person.confirm(verificationId, code),
      (one) => one.customerId,
    );
    customerId = customer.customerId;
    await play.step(
      "wallet and network credential are there",
      async () => {
        await person.openedAccount();
        return person.credential();
      },
      ({ username }) => username,
    );

    play.act("They buy a bundle");
    const plan = await play.step(
      "choose a plan",
      () => choose(person),
      ({ name, price }) => `${name}, ${money(price.minorUnits)}`,
    );
    await pay(play, person, plan);
    await play.step(
      "the bundle is active",
      () => serviceLevel(person, "full"),
      (account) => account.bundles[0]?.name ?? "",
    );

    play.act("The router lets them on");
    const credential = await person.credential();
    const accepted = await play.step(
      "Access-Accept with the plan's rate",
      async () => {
        const answer = await until(
          "an Access-Accept with the plan's rate",
          async () => {
            const login = await router.logIn(credential);
            return isRate(login.rateLimit, plan.rate) ? login : undefined;
          },
          5_000,
        );
        return answer;
      },
      ({ client }) => client,
    );
    for (const [name, value] of Object.entries(accepted.attributes)) play.say(`      ${name} = ${value}`);
    await play.step("Accounting Start acknowledged", router.start);

    play.act("They use it up");
    const used = await useUp(play, person, plan, router);
    const throttled = plan.throttledRate!;
    await play.step(
      "CoA: throttled",
      () => rateArrives(router, throttled),
      () => rateText(throttled),
    );

    play.act("They top up");
    await pay(play, person, plan);
    await play.step(
      "CoA: back to full speed, without a new login",
      () => rateArrives(router, plan.rate),
      () => rateText(plan.rate),
    );

    play.act("They go offline");
    await play.step("Accounting Stop acknowledged", () => router.stop(used));

    play.act("The books");
    const verified = await play.step(
      "replay and verify the ledger",
      () => peers.core(BillingService).verifyLedger({}, { timeoutMs: 60_000 }),
      ({ events }) => `${events} events`,
    );
    await until(
      "the last CoA to be recorded",
      () => (times.coa.filter((one) => one.outcome === "acknowledged").length >= 2 ? true : undefined),
      5_000,
    );
    const [first, second] = times.coa.filter((one) => one.outcome === "acknowledged");
    const usedUp = times.reports.find((report) => report.octets >= BigInt(plan.octets));
    return {
      client: router.client,
      checks: [
        within("paid (webhook received) → CoA acknowledged", second!.doneMs - times.paid.at(-1)!),
        within("bundle used up (interim received) → CoA sent", first!.sentMs - (usedUp?.receivedMs ?? Number.NaN)),
        { check: "ledger balanced", value: said(verified.balanced), passed: verified.balanced },
        { check: "chain verified", value: said(verified.chainIntact), passed: verified.chainIntact },
        {
          check: "rebuilt from events equals what is served",
          value: said(verified.rebuildEqualsLive),
          passed: verified.rebuildEqualsLive && verified.problems.length === 0,
        },
      ],
    };
  } finally {
    await Promise.all([times.close(), router.close()]);
  }
}

async function choose(person: Person): Promise<Plan> {
  const wanted = demoPlans[0]!.name;
  const plan = (await person.plans()).find(({ name }) => name === wanted);
  if (!plan?.throttledRate) throw new Problem(`the operator has no plan “${wanted}” that throttles`);
  return plan;
}

async function pay(play: Play, person: Person, plan: Plan): Promise<void> {
  const payment = await play.step(
    "open a payment at Paystack's sandbox",
    () => person.openPayment(plan),
    ({ paymentId }) => paymentId,
  );
  await play.step("pay on the hosted page", () => person.payAtProvider(payment));
  await play.step("webhook received, payment settled", () => person.settled(payment.paymentId));
}

const serviceLevel = (person: Person, level: string) =>
  until(`the service to be ${level}`, async () => {
    const account = await person.account();
    return account.service.level === level ? account : undefined;
  });

/** Three reports, each over one threshold; after the last nothing is left. */
async function useUp(
  play: Play,
  person: Person,
  plan: Plan,
  router: { interim(totals: { octetsDown: bigint; octetsUp: bigint }): Promise<void> },
) {
  let totals = { octetsDown: 0n, octetsUp: 0n };
  for (const [percent, permille] of [
    [50, 550n],
    [80, 850n],
    [100, 1_010n],
  ] as const) {
    const octets = (BigInt(plan.octets) * permille) / 1_000n;
    totals = { octetsDown: (octets * 9n) / 10n, octetsUp: octets - (octets * 9n) / 10n };
    await play.step(`interim: ${Number(permille) / 10} % used, acknowledged`, () => router.interim(totals));
    await play.step(
      `notice at ${percent} %`,
      () => notice(person, percent),
      (text) => `“${text}”`,
    );
  }
  return totals;
}

const notice = (person: Person, percent: number) =>
  until(`the notice at ${percent} %`, async () => {
    const notices = (await person.messages()).filter(({ kind }) => kind === "usage-notice");
    // Newest first; each threshold is told once, so their number says which they are.
    return notices.length >= [50, 80, 100].indexOf(percent) + 1 ? notices[0]!.text : undefined;
  });

const rateArrives = (router: { rateNow(): Parameters<typeof isRate>[0] }, rate: Rate) =>
  until(`the router to be set to ${rateText(rate)}`, () => (isRate(router.rateNow(), rate) ? true : undefined));

function within(check: string, ms: number): Check {
  return { check, value: `${Math.round(ms)} ms`, budget: `${budgetMs} ms`, passed: ms >= 0 && ms <= budgetMs };
}

const said = (yes: boolean) => (yes ? "yes" : "no");
const money = (cents: number) => `R ${(cents / 100).toFixed(2)}`;
const rateText = ({ downBitsPerSecond: down, upBitsPerSecond: up }: Rate) =>
  `${down / 1_000_000} Mbit/s down, ${up / 1_000_000} up`;
