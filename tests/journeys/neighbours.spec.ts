import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { registeredAt, type Subscriber } from "../placements/subscriber.ts";
import { expectAccessible, picture } from "./seen.ts";
import { type Stack, test } from "./stack.ts";

test.use({ serviceWorkers: "allow" });
test.setTimeout(240_000);

const rand = (cents: number) => ({ minorUnits: BigInt(cents), currency: "ZAR" });
const rate = { downBitsPerSecond: 10_000_000n, upBitsPerSecond: 5_000_000n };
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function signIn(page: Page, person: Subscriber) {
  await page.getByLabel("Cellphone or email").fill(person.phone);
  await page.getByLabel("Password", { exact: true }).fill("the river bends twice");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** One card, sold at the counter. */
async function voucherOf({ operator }: Stack, cents: number): Promise<string> {
  const vouchers = operator.service(VoucherService);
  const staff = await operator.asStaff();
  const order = { worth: { case: "face", value: rand(cents) }, count: 1, idempotencyKey: randomUUID() } as const;
  const { batchId } = await vouchers.generateVouchers(order, staff);
  const { codes } = await vouchers.fetchVoucherCodes({ batchId }, staff);
  const sold = { batchId, ranges: [{ first: 1, last: 1 }], idempotencyKey: randomUUID() };
  await vouchers.printVouchers({ ...sold, idempotencyKey: randomUUID() }, staff);
  await vouchers.sellVouchers(sold, staff);
  return codes[0]!;
}

test("a voucher becomes data, data goes to a friend who sees it, and what comes after is agreed to", async ({
  page,
  browser,
  stack,
}) => {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  const [thandi, sipho] = [await registeredAt(stack.url), await registeredAt(stack.url)];
  await stack.operator.service(BillingService).publishPlan({
    name: "Pay per use",
    kind: "pay-as-you-go",
    price: rand(0),
    validity: { count: 30, unit: "day" },
    rate,
    tariff: { unitOctets: 1_000_000n, unitPrices: [rand(10)] },
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
    idempotencyKey: "journey-tariff",
  });

  await test.step("a scanned card asks to sign in, and is in the form then", async () => {
    const code = await voucherOf(stack, 5_000);
    await page.goto(`${stack.url}/v#${code}`);
    await signIn(page, thandi);
    await expect(heading(page)).toHaveText("Redeem a voucher");
    await picture(page, "voucher");
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(heading(page)).toHaveText("R50.00 is in your wallet.");
    await expectAccessible(page);
  });

  await test.step("the same card again adds nothing; a made-up one is not accepted", async () => {
    await page.getByRole("button", { name: "Redeem another one" }).click();
    await page.getByLabel("Voucher code").fill("0000 0000 0000 0000");
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(page.getByLabel("Voucher code")).toHaveAccessibleDescription(/This code is not accepted/);
  });

  await test.step("it buys a bundle", async () => {
    await page.getByRole("link", { name: "Top up", exact: true }).click();
    await page.getByText("1 GB for a week").click();
    await page.getByRole("button", { name: "Buy with your wallet" }).click();
    await expect(heading(page)).toContainText("You have 1 GB until");
  });

  const friend = await browser.newContext({ viewport: { width: 360, height: 780 }, reducedMotion: "reduce" });
  const hers = await friend.newPage();
  await test.step("half of it goes to a friend, whose screen shows it without a reload", async () => {
    await hers.goto(stack.url);
    await signIn(hers, sipho);
    await expect(heading(hers)).toHaveText("You have no data yet.", { timeout: 15_000 });
    await page.getByRole("link", { name: "Send data or money" }).click();
    await page.getByText("500 MB", { exact: true }).click();
    await page.getByLabel("Their cellphone number").fill(sipho.phone);
    await picture(page, "send");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Send 500 MB" }).click();
    await expect(heading(page)).toHaveText(`500 MB sent to ${sipho.phone}`);
    await expect(heading(hers)).toContainText("You have 500 MB until", { timeout: 10_000 });
    await expect(hers.getByText("Sent to you")).toBeVisible();
    await expectAccessible(hers);
    await page.getByRole("link", { name: "See what you have" }).click();
    await expect(heading(page)).toContainText("You have 500 MB until");
  });
  await friend.close();

  await test.step("a number that is nobody's gets nothing", async () => {
    await page.getByRole("link", { name: "Send data or money" }).click();
    await page.getByText("Money", { exact: true }).click();
    await page.getByLabel("Amount in rand").fill("5");
    await page.getByLabel("Their cellphone number").fill("084 000 0001");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Send R5.00" }).click();
    await expect(page.getByText("We cannot send to this number.")).toBeVisible();
  });

  await test.step("use without a bundle is agreed to, with a limit", async () => {
    await page.getByRole("link", { name: "Me", exact: true }).click();
    await page.getByRole("link", { name: /^Without a bundle/ }).click();
    await expect(page.getByText("That is R100.00 for 1 GB.")).toBeVisible();
    await page.getByText("R20", { exact: true }).click();
    await page.getByText(/^I agree to pay R0.10/).click();
    await picture(page, "out-of-bundle");
    await page.getByRole("button", { name: "Turn it on" }).click();
    await expect(heading(page)).toHaveText("On: without a bundle, you pay for what you use.");
    await page.getByRole("link", { name: "Home", exact: true }).click();
  });

  await test.step("with the bundle used up it goes on at full speed, and says what it costs", async () => {
    const router = await stack.router();
    try {
      const { username, password } = await thandi.credential();
      const login = await router.login({ username, password, method: "pap" });
      if (!login.ok) throw new Error(`the login was refused: ${JSON.stringify(login.error)}`);
      const session = login.value;
      await session.start();
      for (const megabytes of [400n, 120n]) {
        session.use({ octetsDown: megabytes * 1_000_000n, octetsUp: 0n });
        await session.interim();
      }
      await expect(heading(page)).toHaveText("You have no bundle left and pay for what you use.", { timeout: 10_000 });
      await expect(page.getByText("R2.00 spent so far. It stops at R20.00.")).toBeVisible();
      expect(session.rateLimit()?.downBitsPerSecond).toBe(10_000_000);
      await expectAccessible(page);
      await session.stop();
    } finally {
      await router.close();
    }
    await page.getByRole("link", { name: "Usage", exact: true }).click();
    await page.getByText(/Paid by 1 GB for a week/).click();
    await expect(page.getByText("20 MB without a bundle for R2.00: you turned this on.")).toBeVisible();
  });
  expect(problems).toEqual([]);
});

test("an invoice is read, saved and paid at the provider", async ({ page, stack }) => {
  const lerato = await registeredAt(stack.url);
  const postpaid = stack.operator.service(PostpaidService);
  const plan = await stack.operator.service(BillingService).publishPlan({
    name: "Line 20",
    kind: "postpaid",
    price: rand(49_900),
    octets: 500_000_000_000n,
    validity: { count: 1, unit: "month" },
    rate,
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
    idempotencyKey: "journey-line",
  });
  const { customerId } = lerato;
  await postpaid.openBilling({
    customerId,
    cycle: { months: 1, day: 1 },
    termsDays: 7,
    recipient: { name: "Lerato Khumalo", addressLines: ["2 Example Road", "Soweto", "1804"] },
  });
  await postpaid.subscribe({ customerId, planId: plan.planId, idempotencyKey: randomUUID() });

  await page.goto(`${stack.url}/me`);
  await signIn(page, lerato);
  await page.getByRole("link", { name: /^Invoices/ }).click();
  await expect(heading(page)).toContainText("to pay.");
  await expectAccessible(page);
  await picture(page, "invoices");
  await page.getByRole("link", { name: /^Invoice / }).click();
  await expect(page.getByText("Line 20").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "invoice");

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as PDF" }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^[\w-]+\.pdf$/);
  expect(readFileSync(await file.path(), "latin1").slice(0, 5)).toBe("%PDF-");

  await page.getByRole("button", { name: /^Pay R[\d.]+ at Paystack/ }).click();
  await page.waitForURL(/checkout/);
  await page.getByRole("button", { name: /^Pay R/ }).click();
  await expect(page.getByText("Your invoice is paid.")).toBeVisible({ timeout: 15_000 });
  await page.getByRole("link", { name: "See the invoice" }).click();
  await expect(heading(page)).toHaveText("This invoice is paid.", { timeout: 15_000 });
  await expectAccessible(page);
});
