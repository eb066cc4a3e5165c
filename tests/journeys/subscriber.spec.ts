import { expect } from "@playwright/test";
import type { Nas, NasSession } from "@beacom/nas-sandbox";
import { expectAccessible, picture } from "./seen.ts";
import { test } from "./stack.ts";

const mega = 1_000_000n;
/** Together with what was reported before, nine tenths down and one up. */
async function useUpTo(session: NasSession, octets: bigint): Promise<void> {
  const { octetsDown, octetsUp } = session.totals();
  const more = octets - octetsDown - octetsUp;
  session.use({ octetsDown: (more * 9n) / 10n, octetsUp: more - (more * 9n) / 10n });
  const reported = await session.interim();
  if (!reported.ok) throw new Error(`the report was not acknowledged: ${reported.error.kind}`);
}

// As people have it: with the worker that keeps the portal on the device.
test.use({ serviceWorkers: "allow" });
test.setTimeout(240_000);

test("a person registers, pays, watches their data go, runs out, and is back with two taps", async ({
  page,
  stack,
}) => {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  const phone = `082${Date.now().toString().slice(-7)}`;
  const heading = page.getByRole("heading", { level: 1 });
  let router: Nas | undefined;

  await test.step("the door: sign in, or register", async () => {
    await page.goto(stack.url);
    await expect(heading).toHaveText("Welcome back");
    await expectAccessible(page);
    await picture(page, "sign-in");
    await page.getByRole("link", { name: "Get an account" }).click();
    await expect(heading).toHaveText("Get online with Beacom");
    await expect(heading).toBeFocused();
    await expectAccessible(page);
    await picture(page, "register");
  });

  await test.step("register, with the code from the SMS", async () => {
    await page.getByLabel("Your name").fill("Thandi Nkosi");
    await page.getByLabel("Cellphone number").fill(phone);
    await page.getByLabel("Email address").fill(`thandi${phone}@example.org`);
    await page.getByLabel("Choose a password", { exact: true }).fill("river candle seven moss");
    await page.getByRole("button", { name: "Send me the code" }).click();
    await expect(heading).toHaveText("Enter the code");
    await expectAccessible(page);
    await page.getByLabel("Code from the SMS").fill(await stack.codeFor(phone));
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(heading).toHaveText("You have no data yet.", { timeout: 15_000 });
    await expectAccessible(page);
  });

  await test.step("buy a bundle at Paystack's sandbox", async () => {
    await page.getByRole("main").getByRole("link", { name: "Top up" }).click();
    await page.getByText("1 GB for a week").click();
    await expectAccessible(page);
    await picture(page, "top-up");
    await page.getByRole("button", { name: "Pay R29.00" }).click();
    await page.getByRole("button", { name: "Pay R29.00" }).click();
    await page.waitForURL(/\/top-up\/pay_/);
    await expect(heading).toHaveText("R29.00 paid", { timeout: 15_000 });
    await expect(page.getByText("1 GB for a week is active.")).toBeVisible({ timeout: 15_000 });
    await expectAccessible(page);
    await page.getByRole("link", { name: "See what you have" }).click();
    await expect(heading).toContainText("You have 1 GB until");
  });

  const session = await test.step("the router logs in with the login from the portal", async () => {
    await page.getByRole("link", { name: "Me", exact: true }).click();
    await expect(heading).toHaveText("Thandi Nkosi");
    await expectAccessible(page);
    await page.getByRole("link", { name: /Network login/ }).click();
    await page.getByRole("button", { name: "Show the login" }).click();
    const [username, password] = await Promise.all([0, 1].map((n) => page.locator("dd.font-mono").nth(n).innerText()));
    await expectAccessible(page);
    router = await stack.router();
    const login = await router.login({ username: username!, password: password!, method: "pap" });
    if (!login.ok) throw new Error(`the login was refused: ${JSON.stringify(login.error)}`);
    expect(login.value.rateLimit()?.downBitsPerSecond).toBe(10_000_000);
    await login.value.start();
    await page.getByRole("link", { name: "Home", exact: true }).click();
    return login.value;
  });

  try {
    await test.step("what is used leaves the screen without a reload", async () => {
      await page.evaluate("window.stillTheSamePage = true");
      await useUpTo(session, 300n * mega);
      await expect(heading).toContainText("You have 700 MB until", { timeout: 5_000 });
      await expect(page.getByText(/Online since/)).toBeVisible();
      await expectAccessible(page);
      await picture(page, "home");
      await useUpTo(session, 550n * mega);
      await expect(page.getByText("50% of 1 GB for a week is used")).toBeVisible({ timeout: 5_000 });
      await useUpTo(session, 850n * mega);
      await expect(page.getByText("80% of 1 GB for a week is used")).toBeVisible({ timeout: 5_000 });
      await expectAccessible(page);
      await page.getByRole("button", { name: "Got it" }).click();
      await expect(page.getByText("80% of 1 GB for a week is used")).toBeHidden();
    });

    await test.step("used up: slow, and the screen says so", async () => {
      await useUpTo(session, 1_010n * mega);
      await expect(heading).toHaveText("Your bundle is used up. You are online at slow speed.", { timeout: 5_000 });
      await expect.poll(() => session.rateLimit()?.downBitsPerSecond, { timeout: 5_000 }).toBe(512_000);
      expect(await page.evaluate("window.stillTheSamePage")).toBe(true);
      await expectAccessible(page);
    });

    await test.step("top up in two taps, and be fast again without a new login", async () => {
      await page.getByRole("main").getByRole("link", { name: "Top up" }).click();
      await page.getByRole("button", { name: "Pay R29.00" }).click();
      await page.waitForURL(/checkout/);
      await page.getByRole("button", { name: "Pay R29.00" }).click();
      await expect(heading).toHaveText("R29.00 paid", { timeout: 15_000 });
      await expect.poll(() => session.rateLimit()?.downBitsPerSecond, { timeout: 5_000 }).toBe(10_000_000);
      await page.getByRole("link", { name: "See what you have" }).click();
      await expect(heading).toContainText("You have 1 GB until");
    });

    await test.step("usage says which bundle paid, and why; the statement where the money went", async () => {
      await page.getByRole("link", { name: "Usage", exact: true }).click();
      await expect(page.getByText("Online now")).toBeVisible();
      await page.getByText("Online now").click();
      await expect(page.getByText(/1 GB from 1 GB for a week/)).toBeVisible();
      await expectAccessible(page);
      await picture(page, "usage");
      await page.getByRole("link", { name: "Me", exact: true }).click();
      await page.getByRole("link", { name: /Statement/ }).click();
      await expect(page.getByText("You topped up")).toHaveCount(2);
      await expectAccessible(page);
    });
    await session.stop();
  } finally {
    await router?.close();
  }

  await test.step("sign out, and sign in with the password", async () => {
    await page.getByRole("link", { name: "Me", exact: true }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(heading).toHaveText("Welcome back");
    await page.getByLabel("Cellphone or email").fill(phone);
    await page.getByLabel("Password", { exact: true }).fill("river candle seven moss");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading).toContainText("You have 1 GB until");
  });
  expect(problems).toEqual([]);
});
