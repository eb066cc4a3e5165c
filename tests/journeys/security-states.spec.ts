import { expect } from "@playwright/test";
import { heading, problem, signedIn, test } from "./paper.ts";
import { expectAccessible } from "./seen.ts";

const changeTo = "another river bends";

test("a change with a proof that is too old asks who it is, over the screen, and is done then", async ({
  page,
  portal,
}) => {
  await signedIn(page);
  const tokens: (string | undefined)[] = [];
  await page.route("**/v1/me/security/password", async (route) => {
    tokens.push(route.request().headers()["authorization"]);
    return tokens.length === 1 ? route.fulfill(problem(403, "step-up-needed")) : route.continue();
  });
  await page.route("**/v1/me/security/step-up", async (route) => {
    const { proof } = route.request().postDataJSON() as { proof: { password: string } };
    return proof.password === "right" ? route.continue() : route.fulfill(problem(400, "password-wrong"));
  });
  await page.goto(`${portal.url}/me/security`);
  await page.getByLabel("New password", { exact: true }).fill(changeTo);
  await page.getByRole("button", { name: "Change password" }).click();
  const dialog = page.getByRole("dialog", { name: "Show that it is you" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Password", { exact: true }).fill("wrong");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("That is not your password.");
  await dialog.getByLabel("Password", { exact: true }).fill("right");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  expect(tokens).toEqual(["Bearer paper", "Bearer fresh"]);
});

test("whoever thinks better of it goes back with Escape, nothing is changed and nothing is said", async ({
  page,
  portal,
}) => {
  await signedIn(page);
  const calls: string[] = [];
  await page.route("**/v1/me/security/password", async (route) => {
    calls.push(route.request().method());
    return route.fulfill(problem(403, "step-up-needed"));
  });
  await page.goto(`${portal.url}/me/security`);
  await page.getByLabel("New password", { exact: true }).fill(changeTo);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue(changeTo);
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  expect(calls).toEqual(["PUT"]);
});

test("somebody with an app is asked for its code, and new recovery codes are shown until they are saved", async ({
  page,
  portal,
}) => {
  portal.situation = "mixed";
  await signedIn(page);
  let asked = 0;
  await page.route("**/v1/me/security/recovery-codes", async (route) =>
    asked++ === 0 ? route.fulfill(problem(403, "step-up-needed")) : route.continue(),
  );
  await page.goto(`${portal.url}/me/security`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "New recovery codes" }).click();
  await page.getByRole("button", { name: "New recovery codes" }).click();
  const dialog = page.getByRole("dialog", { name: "Show that it is you" });
  await dialog.getByLabel("Code from the app").fill("12345");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("The code has 6 digits.")).toBeVisible();
  await dialog.getByLabel("Code from the app").fill("123 456");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem")).toHaveCount(10);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("On. Recovery codes left: 7.")).toBeVisible();
});

test("a second step that took too long leads back to the beginning, and nobody comes to it without a password", async ({
  page,
  portal,
}) => {
  portal.signedIn = false;
  await page.route("**/v1/sign-in", (route) =>
    route.fulfill({ status: 202, json: { challenge: "challenge", expiresAt: new Date().toISOString() } }),
  );
  await page.route("**/v1/sign-in/confirm", (route) => route.fulfill(problem(409, "challenge-ended")));
  await page.goto(`${portal.url}/sign-in/second`);
  await expect(heading(page)).toHaveText("Welcome back");
  await page.getByLabel("Cellphone or email").fill("0821234567");
  await page.getByLabel("Password", { exact: true }).fill("river candle");
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText("One more step");
  await page.getByLabel("Code from the app").fill("123456");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("This took too long. Sign in again.");
  await page.getByRole("link", { name: "Start again" }).click();
  await expect(heading(page)).toHaveText("Welcome back");
});
