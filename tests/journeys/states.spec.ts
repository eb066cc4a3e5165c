import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Situation } from "./mock/accounts.ts";
import { heading, problem, signedIn, test } from "./paper.ts";
import { expectAccessible } from "./seen.ts";

const screens: readonly { name: string; path: string; api: string; full: string; situation?: Situation }[] = [
  { name: "home", path: "/", api: "**/v1/me/account", full: "You have 3.2 GB" },
  { name: "top up", path: "/top-up", api: "**/v1/plans", full: "Top up" },
  { name: "payment", path: "/top-up/pay_pending", api: "**/v1/me/payments/*", full: "R49.00 is on its way" },
  { name: "usage", path: "/usage", api: "**/v1/me/usage*", full: "Online since" },
  { name: "statement", path: "/me/statement", api: "**/v1/me/statement*", full: "Your wallet has R29.00." },
  { name: "send", path: "/send", api: "**/v1/me/account", full: "Send" },
  { name: "sharing", path: "/me/sharing", api: "**/v1/me/sharing", full: "Sharing", situation: "mixed" },
  { name: "security", path: "/me/security", api: "**/v1/me/security/devices", full: "Security" },
  { name: "use without a bundle", path: "/me/out-of-bundle", api: "**/v1/tariffs", full: "Off: without a bundle" },
  {
    name: "invoices",
    path: "/invoices",
    api: "**/v1/me/billing/documents?*",
    full: "R499.00 is overdue.",
    situation: "limited",
  },
  {
    name: "one invoice",
    path: "/invoices/inv_131",
    api: "**/v1/me/billing/documents/*",
    full: "R499.00 is overdue since",
    situation: "limited",
  },
];

for (const { name, path, api, full, situation = "usual" } of screens) {
  test(`${name}: waits in its own shape, then is full`, async ({ page, portal }) => {
    portal.situation = situation;
    await signedIn(page);
    let let_through = () => {};
    const held = new Promise<void>((resolve) => (let_through = resolve));
    await page.route("**/v1/me/events", (route) => route.abort());
    await page.route(api, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(portal.url + path);
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toBeVisible();
    await expectAccessible(page);
    let_through();
    await expect(heading(page)).toContainText(full);
    await expectAccessible(page);
  });

  test(`${name}: says what happened, that no money moved, what to do and whom to call`, async ({ page, portal }) => {
    portal.situation = situation;
    await signedIn(page);
    await page.route("**/v1/me/events", (route) => route.abort());
    await page.route(api, (route) => route.fulfill(problem(503, "unavailable")));
    await page.goto(portal.url + path);
    const alert = page.getByRole("alert").filter({ hasText: "We could not load this" });
    await expect(alert).toBeVisible({ timeout: 20_000 });
    await expect(alert).toContainText("No money moved.");
    await expect(alert.getByRole("link", { name: /\d/ })).toHaveAttribute("href", /^tel:/);
    await expectAccessible(page);
    await page.unroute(api);
    // The page of a payment asks again by itself.
    if (name !== "payment") await alert.getByRole("button", { name: "Try again" }).click();
    await expect(heading(page)).toContainText(full);
  });
}

test("without a connection the last known state is there with its time, and no payment is started", async ({
  page,
  portal,
  context,
}) => {
  await signedIn(page);
  await page.goto(portal.url);
  await expect(heading(page)).toContainText("You have 3.2 GB");
  await page.getByRole("link", { name: "Top up", exact: true }).first().click();
  await page.getByText("Weekend 5 GB").first().click();
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline. This is what we knew/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay/ })).toBeDisabled();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Home", exact: true }).click();
  await expect(heading(page)).toContainText("You have 3.2 GB");
  await context.setOffline(false);
  await expect(page.getByText(/^You are offline/)).toBeHidden();
});

test("a start without an answer from the gateway shows what was known", async ({ page, portal }) => {
  await signedIn(page);
  await page.goto(portal.url);
  await expect(heading(page)).toContainText("You have 3.2 GB");
  await expect.poll(() => page.evaluate("localStorage.getItem('beacom.state')")).toContain("Weekend");
  await page.route("**/v1/**", (route) => route.abort());
  await page.reload();
  await expect(heading(page)).toContainText("You have 3.2 GB");
  await expect(page.getByText(/as of \d\d:\d\d/).first()).toBeVisible();
});

test("nothing yet: each list says so, and what to do first", async ({ page, portal }) => {
  await signedIn(page);
  portal.situation = "none";
  await page.route("**/v1/me/usage*", (route) => route.fulfill({ json: { sessions: [], nextCursor: null } }));
  await page.route("**/v1/me/statement*", (route) => route.fulfill({ json: { rows: [], nextCursor: null } }));
  await page.route("**/v1/plans", (route) => route.fulfill({ json: { plans: [] } }));
  await page.route("**/v1/tariffs", (route) => route.fulfill({ json: { tariffs: [] } }));
  for (const [path, text] of [
    ["/", "You have no data yet."],
    ["/usage", "Nothing here yet"],
    ["/me/statement", "No money has moved yet"],
    ["/top-up", "There are no bundles to buy right now."],
    ["/send", "You have nothing to send yet"],
    ["/me/sharing", "You have no bundle that can be shared"],
    ["/me/out-of-bundle", "There is no such offer right now"],
    ["/invoices", "You do not get invoices"],
  ] as const) {
    await page.goto(portal.url + path);
    await expect(page.getByText(text)).toBeVisible();
    await expectAccessible(page);
  }
});

test("an account that is still being opened is waited for, not a failure", async ({ page, portal }) => {
  await signedIn(page);
  await page.route("**/v1/me/events", (route) => route.abort());
  await page.route("**/v1/me/account", (route) => route.fulfill(problem(404, "account-not-open-yet")));
  await page.goto(portal.url);
  await expect(heading(page)).toHaveText("We are opening your account.");
  await expectAccessible(page);
  await page.unroute("**/v1/me/account");
  await expect(heading(page)).toContainText("You have 3.2 GB");
});

for (const [situation, sentence] of [
  ["many", "You have 102 GB."],
  ["slow", "Your bundle is used up. You are online at slow speed."],
  ["off", "Offline since"],
  ["ended", "your bundle ended."],
  ["notConnected", "You have 3.2 GB"],
  ["mixed", "You have uncapped data until"],
  ["uncapped", "You have uncapped data until"],
  ["fairUse", "You have uncapped data, slower for now."],
  ["nightOnly", "Your 12.5 GB works"],
  ["inPool", "You are online with a shared bundle."],
  ["payPerUse", "You have no bundle left and pay for what you use."],
  ["limited", "Your service is limited: invoice INV-000131 is overdue."],
  ["stopped", "Your service is stopped."],
] as const satisfies readonly (readonly [Situation, string])[]) {
  test(`home, ${situation}: the standing sentence comes first`, async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = situation;
    await page.goto(portal.url);
    await expect(heading(page)).toContainText(sentence);
    await expectAccessible(page);
  });
}

for (const [state, says] of [
  ["pending", "We've asked Paystack. This page updates by itself; you can close it."],
  ["succeeded", "R49.00 paid"],
  ["failed", "Nothing was charged."],
  ["expired", "This payment ran out of time"],
  ["under_review", "A person is looking at this payment"],
] as const) {
  test(`a payment that is ${state} says so, and no wheel turns over money`, async ({ page, portal }) => {
    await signedIn(page);
    await page.goto(`${portal.url}/top-up/pay_${state}`);
    await expect(page.getByText(says)).toBeVisible();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await expectAccessible(page);
  });
}

test("a payment whose answer was lost is continued under the same key", async ({ page, portal }) => {
  await signedIn(page);
  const keys: string[] = [];
  await page.route("**/v1/me/payments", async (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    if (keys.length < 3) return route.abort();
    return route.fulfill({
      status: 201,
      json: {
        paymentId: "pay_pending",
        amount: { minorUnits: 4_900, currency: "ZAR" },
        planId: null,
        status: "pending",
        redirectUrl: null,
        reason: null,
        createdAt: new Date().toISOString(),
        settledAt: null,
      },
    });
  });
  await page.goto(`${portal.url}/top-up`);
  await page.getByText("R50", { exact: true }).click();
  await page.getByRole("button", { name: "Pay R50.00" }).click();
  await expect(page.getByText("We do not know yet whether Paystack was asked.")).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await page.getByText("R50", { exact: true }).click();
  await page.getByRole("button", { name: "Pay R50.00" }).click();
  await expect(page.getByText("We do not know yet whether Paystack was asked.")).toBeVisible();
  await page.getByRole("button", { name: "Pay R50.00" }).click();
  await page.waitForURL(/\/top-up\/pay_/);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test("a mistake in a form is named, and the first one has the focus", async ({ page, portal }) => {
  portal.signedIn = false;
  await page.goto(`${portal.url}/register`);
  await page.getByRole("button", { name: "Send me the code" }).click();
  await expect(page.getByLabel("Your name")).toBeFocused();
  await expect(page.getByLabel("Your name")).toHaveAccessibleDescription(/Write your name/);
  await expectAccessible(page);
});

test("a session that ended elsewhere leads to the door, and back to where one was", async ({ page, portal }) => {
  await signedIn(page, "sessionStorage.once ? localStorage.removeItem('beacom.customer') : sessionStorage.once = 1;");
  portal.signedIn = false;
  await page.goto(`${portal.url}/usage`);
  await expect(page.getByText("You were signed out. Sign in to go on.")).toBeVisible();
  portal.signedIn = true;
  await page.getByLabel("Cellphone or email").fill("0821234567");
  await page.getByLabel("Password", { exact: true }).fill("river candle");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(page)).toContainText("Online since");
});

test("each language fits on a phone, with the largest amounts", async ({ page, portal }) => {
  test.slow();
  portal.situation = "many";
  await signedIn(page);
  for (const language of ["zu", "xh", "af", "st"]) {
    await page.addInitScript(`localStorage.setItem("beacom.language", "${language}")`);
    for (const [path, situation] of [
      ["/", "usual"],
      ["/", "mixed"],
      ["/", "limited"],
      ["/top-up", "mixed"],
      ["/top-up/voucher", "usual"],
      ["/usage", "usual"],
      ["/me", "billed"],
      ["/me/statement", "usual"],
      ["/me/sharing", "mixed"],
      ["/me/security", "mixed"],
      ["/me/out-of-bundle", "usual"],
      ["/send", "mixed"],
      ["/invoices", "limited"],
      ["/invoices/inv_131", "limited"],
      ["/top-up/pay_failed", "usual"],
    ] as const) {
      portal.situation = situation;
      await page.goto(portal.url + path);
      await expect(heading(page)).toBeVisible();
      expect(await page.evaluate("document.documentElement.lang")).toBe(language);
      expect(
        await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
        `${language} ${path}`,
      ).toBeLessThanOrEqual(0);
    }
  }
});

test("the scripts of the first load are 75 KB at the most, as they travel", () => {
  const dist = join(import.meta.dirname, "../../clients/beacom-web/dist");
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = [...page.matchAll(/="(\/assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path);
  expect(scripts.length).toBeGreaterThan(0);
  const octets = scripts.reduce((sum, path) => sum + statSync(join(dist, `${path}.gz`)).size, 0);
  expect(octets).toBeLessThanOrEqual(75_000);
});

test("by keyboard alone: past the navigation, through the choices, to the payment", async ({ page, portal }) => {
  await signedIn(page);
  portal.situation = "none";
  await page.goto(`${portal.url}/top-up`);
  await expect(page.getByText("Weekend 5 GB").first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.getByRole("radio").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /Weekend 5 GB/ })).toBeChecked();
  await expect(page.getByRole("button", { name: "Pay R49.00" })).toBeVisible();
});

test.describe("the second visit", () => {
  test.use({ serviceWorkers: "allow" });

  test("starts without the network, with the last known state", async ({ page, portal, context }) => {
    await signedIn(page);
    await page.goto(portal.url);
    await expect(heading(page)).toContainText("You have 3.2 GB");
    await expect
      .poll(() => page.evaluate("navigator.serviceWorker.ready.then(({ active }) => active?.state)"))
      .toBe("activated");
    await expect.poll(() => page.evaluate("localStorage.getItem('beacom.state')")).toContain("Weekend");
    await context.setOffline(true);
    await page.goto(`${portal.url}/usage`);
    await page.goto(portal.url);
    await expect(heading(page)).toContainText("You have 3.2 GB");
    // This page may be told nothing about the connection: then the next question that is not answered tells it.
    await expect(page.getByText(/^You are offline. This is what we knew/)).toBeVisible({ timeout: 30_000 });
  });
});
