import { expect } from "@playwright/test";
import { heading, problem, signedIn, test } from "./paper.ts";
import { expectAccessible } from "./seen.ts";

const nobodyCallsBack = "**/v1/me/events";

test.describe("a voucher", () => {
  test("with a slip, not accepted, too often: the words stand at the code, the last with the time", async ({
    page,
    portal,
  }) => {
    await signedIn(page);
    await page.goto(`${portal.url}/top-up`);
    await page.getByRole("link", { name: "I have a voucher" }).click();
    const code = page.getByLabel("Voucher code");
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(code).toHaveAccessibleDescription(/Type the code from the voucher/);
    const retryAt = new Date(Date.now() + 3_600_000).toISOString();
    for (const [answer, words] of [
      [problem(400, "code-mistyped"), /There is a mistake in this code/],
      [problem(400, "code-not-accepted"), /This code is not accepted/],
      [problem(429, "try-again-later", "", { retryAt }), /You can try again (today|tomorrow) \d\d:\d\d/],
    ] as const) {
      await page.route("**/v1/me/vouchers", (route) => route.fulfill(answer), { times: 1 });
      await code.fill("7K2M 9QXD 4T1B 0WZ5");
      await page.keyboard.press("Enter");
      await expect(code).toHaveAccessibleDescription(words);
      await expect(code).toBeFocused();
      await expectAccessible(page);
    }
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(heading(page)).toHaveText("R50.00 is in your wallet.");
    await expect(page.getByText("Your wallet has R79.00.")).toBeVisible();
    await expectAccessible(page);
  });

  test("whose answer was lost is not said to have failed", async ({ page, portal }) => {
    await signedIn(page);
    await page.goto(`${portal.url}/top-up/voucher`);
    await page.route("**/v1/me/vouchers", (route) => route.abort(), { times: 1 });
    await page.getByLabel("Voucher code").fill("7K2M 9QXD 4T1B 0WZ5");
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(page.getByText(/We do not know yet whether the voucher was redeemed/)).toBeVisible();
    await page.getByRole("button", { name: "Redeem" }).click();
    await expect(heading(page)).toHaveText("R50.00 is in your wallet.");
  });

  test("for a bundle says that it is active; redeemed before, that nothing was added", async ({ page, portal }) => {
    await signedIn(page);
    const amounts = { worth: { minorUnits: 4_900, currency: "ZAR" }, available: { minorUnits: 0, currency: "ZAR" } };
    const bundle = { ...amounts, planId: "pln_Weekend_5_GB", planActivated: true };
    for (const [json, says] of [
      [{ ...bundle, repeated: false }, "Weekend 5 GB is active."],
      [{ ...bundle, planActivated: false, repeated: false }, "The bundle could not be started."],
      [{ ...bundle, repeated: true }, "You redeemed this voucher before."],
    ] as const) {
      await page.route("**/v1/me/vouchers", (route) => route.fulfill({ json }), { times: 1 });
      await page.goto(`${portal.url}/top-up/voucher`);
      await page.getByLabel("Voucher code").fill("7K2M 9QXD 4T1B 0WZ5");
      await page.getByRole("button", { name: "Redeem" }).click();
      await expect(heading(page)).toContainText(says);
    }
  });

  test("from a scanned card is in the form, also after signing in, and in no address", async ({ page, portal }) => {
    portal.signedIn = false;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${portal.url}/v#7K2M9QXD4T1B0WZ5`);
    await expect(heading(page)).toHaveText("Welcome back");
    portal.signedIn = true;
    await page.getByLabel("Cellphone or email").fill("082 123 4567");
    await page.getByLabel("Password", { exact: true }).fill("river candle seven moss");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByLabel("Voucher code")).toHaveValue("7K2M9QXD4T1B0WZ5");
    expect(asked.filter((url) => url.replace(/#.*$/, "").includes("7K2M9QXD"))).toEqual([]);
    expect(page.url()).not.toContain("7K2M9QXD");
    expect(
      await page.evaluate("JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })"),
    ).not.toContain("7K2M9QXD");
  });
});

test.describe("sending", () => {
  test("data: chosen, asked once more, sent once also when the answer was lost", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "mixed";
    const sent: { key: string | undefined; body: unknown }[] = [];
    await page.route("**/v1/me/transfers/data", async (route) => {
      sent.push({ key: route.request().headers()["idempotency-key"], body: route.request().postDataJSON() });
      return sent.length === 1 ? route.abort() : route.fulfill({ status: 201, json: {} });
    });
    await page.goto(portal.url);
    await page.getByRole("link", { name: "Send data or money" }).click();
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByText("Choose a bundle.")).toBeVisible();
    await expect(page.getByLabel("Their cellphone number")).toHaveAccessibleDescription(/Write a South African/);
    await expectAccessible(page);
    await page.getByText("Bonus 2 GB").click();
    await page.getByText("500 MB", { exact: true }).click();
    await page.getByLabel("Their cellphone number").fill("083 765 4321");
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(heading(page)).toHaveText("Send 500 MB to 083 765 4321?");
    await expect(heading(page)).toBeFocused();
    await expect(page.getByText("This cannot be undone. Whoever has this number gets it.")).toBeVisible();
    expect(sent).toEqual([]);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send 500 MB" }).click();
    await expect(page.getByText("We do not know yet whether it was sent")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send 500 MB" }).click();
    await expect(heading(page)).toHaveText("500 MB sent to 083 765 4321");
    await expectAccessible(page);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(sent[0]?.body).toMatchObject({ bundleId: "bun_Bonus_2_GB", octets: 500_000_000, phone: "083 765 4321" });
  });

  test("by keyboard alone: the choices, the number, the question", async ({ page, portal }) => {
    await signedIn(page);
    await page.goto(`${portal.url}/send`);
    await page.getByRole("radio", { name: "1 GB" }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Their cellphone number")).toBeFocused();
    await page.keyboard.type("083 765 4321");
    await page.keyboard.press("Enter");
    await expect(heading(page)).toBeFocused();
    await expect(heading(page)).toHaveText("Send 1 GB to 083 765 4321?");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(heading(page)).toHaveText("1 GB sent to 083 765 4321");
  });

  test("money to a number that cannot get any says so, and that nothing was sent", async ({ page, portal }) => {
    await signedIn(page);
    await page.route("**/v1/me/transfers/money", (route) => route.fulfill(problem(404, "receiver-unknown")));
    await page.goto(`${portal.url}/send`);
    await page.getByText("Money", { exact: true }).click();
    await page.getByLabel("Amount in rand").fill("500");
    await page.getByLabel("Their cellphone number").fill("083 765 4321");
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByLabel("Amount in rand")).toHaveAccessibleDescription(/from R1 to R29.00/);
    await page.getByLabel("Amount in rand").fill("12,50");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Send R12.50" }).click();
    const trouble = page.getByRole("alert").filter({ hasText: "Nothing was sent" });
    await expect(trouble).toContainText("We cannot send to this number.");
    await page.getByRole("button", { name: "Change something" }).click();
    await expect(heading(page)).toHaveText("Send");
  });
});

test.describe("sharing", () => {
  test("a member is removed only after a second press, and a number that is full or taken is told apart", async ({
    page,
    portal,
  }) => {
    await signedIn(page);
    portal.situation = "mixed";
    const removed: string[] = [];
    await page.route("**/v1/me/sharing/members/*", (route) => {
      removed.push(route.request().method() + new URL(route.request().url()).pathname);
      return route.fulfill({ json: { members: [], pool: null } });
    });
    await page.goto(`${portal.url}/me/sharing`);
    for (const [code, words] of [
      ["members-full", "Your bundle has as many members as it allows."],
      ["member-of-another", "This number uses somebody else's bundle already."],
      ["receiver-unknown", "We cannot add this number."],
    ] as const) {
      await page.route("**/v1/me/sharing/members", (route) => route.fulfill(problem(409, code)), { times: 1 });
      await page.getByLabel("Their cellphone number").fill("083 765 4321");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await expect(page.getByText(words)).toBeVisible();
    }
    await page.getByRole("button", { name: "Remove: Number ending in 4321" }).click();
    await expect(page.getByText("Remove? They can no longer use your bundle.")).toBeVisible();
    expect(removed).toEqual([]);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByText("Nobody uses your bundle yet")).toBeVisible();
    expect(removed).toEqual(["DELETE/v1/me/sharing/members/cus_2"]);
  });

  test("whose pool one is in is said, and can be left", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "inPool";
    await page.goto(`${portal.url}/me`);
    await page.getByRole("link", { name: /^Sharing/ }).click();
    await expect(page.getByText("The number ending in 4321 shares a bundle with you.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("button", { name: "Leave" }).click();
    await expect(page.getByText("You have no bundle that can be shared")).toBeVisible();
  });
});

test("use without a bundle: nothing is chosen or ticked, what it costs is said, and it is on only with both", async ({
  page,
  portal,
}) => {
  await signedIn(page);
  const agreed: unknown[] = [];
  await page.route("**/v1/me/out-of-bundle", (route) => {
    if (route.request().method() === "PUT") agreed.push(route.request().postDataJSON());
    return route.continue();
  });
  await page.goto(`${portal.url}/me`);
  await page.getByRole("link", { name: /^Without a bundle/ }).click();
  await expect(page.getByText("R0.15 for each 1 MB").first()).toBeVisible();
  await expect(page.getByText("That is R150.00 for 1 GB.")).toBeVisible();
  await expect(page.getByRole("checkbox")).not.toBeChecked();
  for (const choice of await page.getByRole("radio").all()) await expect(choice).not.toBeChecked();
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByText("Choose one of these.")).toBeVisible();
  await page.getByText("R50", { exact: true }).click();
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByText("Tick this first: it is your agreement.")).toBeVisible();
  expect(agreed).toEqual([]);
  await expectAccessible(page);
  await page.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(heading(page)).toHaveText("On: without a bundle, you pay for what you use.");
  await expectAccessible(page);
  expect(agreed).toEqual([{ planId: "pln_tariff", limit: { minorUnits: 5_000, currency: "ZAR" } }]);
  await page.getByRole("button", { name: "Turn it off" }).click();
  await expect(heading(page)).toContainText("Off: without a bundle");
});

test.describe("invoices", () => {
  test("are nowhere for somebody who pays before using", async ({ page, portal }) => {
    await signedIn(page);
    for (const path of ["/", "/me"]) {
      const told = page.waitForResponse("**/v1/me/billing");
      await page.goto(portal.url + path);
      await told;
      await expect(heading(page)).toBeVisible();
      await expect(page.getByText("Invoices")).toHaveCount(0);
    }
  });

  test("overdue: Home says which and how much, and from there it is paid in two taps", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "limited";
    await page.goto(portal.url);
    await expect(heading(page)).toContainText("invoice INV-000131 is overdue");
    await expect(page.getByText("Pay R499.00 and you are back at once.")).toBeVisible();
    await page.getByRole("link", { name: "Pay R499.00" }).click();
    await expect(heading(page)).toContainText("R499.00 is overdue since");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Pay R499.00 from your wallet" }).click();
    await expect(heading(page)).toContainText("R599.00 to pay by");
  });

  test("a payment from the wallet whose answer was lost is continued under the same key", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "limited";
    const keys: (string | undefined)[] = [];
    await page.route("**/payments", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      return keys.length === 1 ? route.abort() : route.continue();
    });
    await page.goto(`${portal.url}/invoices/inv_131`);
    await page.getByRole("button", { name: /from your wallet/ }).click();
    await expect(page.getByText("We do not know yet whether the invoice was paid")).toBeVisible();
    await expectAccessible(page);
    await page.reload();
    await page.getByRole("button", { name: /from your wallet/ }).click();
    await expect(heading(page)).toContainText("to pay by");
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test("are saved under the name that the gateway gives", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "limited";
    await page.goto(`${portal.url}/invoices/inv_131`);
    for (const [words, name] of [
      ["Save as PDF", "INV-000131.pdf"],
      ["Save as a web page", "INV-000131.html"],
    ] as const) {
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: words }).click();
      expect((await saving).suggestedFilename()).toBe(name);
    }
    await page.route("**/file?*", (route) => route.fulfill(problem(409, "document-not-made", "Ask us for it.")));
    await page.getByRole("button", { name: "Save as PDF" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Ask us for it." })).toBeVisible();
  });

  test("a day to pay is promised within what is allowed, and then said instead of asked", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "limited";
    await page.goto(`${portal.url}/invoices/inv_131`);
    await page.getByLabel("I pay by").fill("2020-01-01");
    await page.getByRole("button", { name: "Promise to pay R499.00" }).click();
    await expect(page.getByLabel("I pay by")).toHaveAccessibleDescription(/Choose a day from today to/);
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel("I pay by").fill(soon);
    await page.getByRole("button", { name: "Promise to pay R499.00" }).click();
    await expect(page.getByText(/^You promised to pay R499.00 by/)).toBeVisible();
    await expectAccessible(page);
  });

  test("of somebody else are not known", async ({ page, portal }) => {
    await signedIn(page);
    portal.situation = "billed";
    await page.goto(`${portal.url}/invoices/inv_999`);
    await expect(heading(page)).toHaveText("We do not know this invoice");
  });
});

test("why each part of a session was paid is said in words, also by others and without a bundle", async ({
  page,
  portal,
}) => {
  await signedIn(page);
  await page.route(nobodyCallsBack, (route) => route.abort());
  await page.goto(`${portal.url}/usage`);
  await page.getByText("Paid by 2 bundles").last().click();
  await expect(page.getByText("of what you bought together, it is used first")).toBeVisible();
  await expect(page.getByText("the bundle before it works at other hours")).toBeVisible();
  await page.getByText("Paid by a shared bundle").click();
  await expect(
    page.getByText("250 MB from a bundle that is shared with you: your own had nothing left."),
  ).toBeVisible();
  await page.getByText("Without a bundle: R12.00").click();
  await expect(page.getByText("80 MB without a bundle for R12.00: you turned this on.")).toBeVisible();
  await expectAccessible(page);
});
