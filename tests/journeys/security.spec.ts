import { type CDPSession, expect, type Page } from "@playwright/test";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { generateSync } from "otplib";
import { expectAccessible, picture } from "./seen.ts";
import { test } from "./stack.ts";

const password = "river candle seven moss";
test.setTimeout(180_000);

/** Chromium's own authenticator, of a phone that its user unlocks. */
async function withAuthenticator(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return devtools;
}

/** A code that is not the one of this half minute: each is good once, and the service takes the next one as well. */
const nextCode = (secret: string, steps = 1) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });

async function signInByPassword(page: Page, phone: string): Promise<void> {
  await page.getByLabel("Cellphone or email").fill(phone);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function openSecurity(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Me", exact: true }).click();
  await page.getByRole("link", { name: /Security/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Security");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Me", exact: true }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome back");
}

test("a customer signs in with a passkey, then with codes of an app, and signs another device out", async ({
  page,
  stack,
  browser,
}) => {
  const phone = `083${Date.now().toString().slice(-7)}`;
  const heading = page.getByRole("heading", { level: 1 });
  await stack.operator.service(IdentityService).createVerifiedCustomer({
    name: "Thandi Nkosi",
    phone,
    email: `thandi${phone}@example.org`,
    password,
    language: "en",
    idempotencyKey: `security-${phone}`,
  });
  const devtools = await withAuthenticator(page);

  await test.step("a passkey is added and called something", async () => {
    await page.goto(stack.url);
    await signInByPassword(page, phone);
    await openSecurity(page);
    await expect(page.getByText("No passkeys yet")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    const passkeys = page.getByRole("list", { name: "Passkeys" });
    await expect(passkeys.getByRole("listitem")).toContainText("Chrome on Linux");
    await page.getByRole("button", { name: /^Rename/ }).click();
    await page.getByLabel("Name of this passkey").fill("the blue phone");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(passkeys.getByRole("listitem")).toContainText("the blue phone");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "has a passkey of yours already" })).toBeVisible();
    await expectAccessible(page);
    await picture(page, "security");
  });

  await test.step("the passkey signs in, without a name", async () => {
    await signOut(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(heading).not.toHaveText("Welcome back");
    await openSecurity(page);
    await expect(page.getByRole("list", { name: "Passkeys" })).toContainText("Last used today");
  });

  const { secret, recoveryCodes } =
    await test.step("codes of an app are set up, and recovery codes saved", async () => {
      await page.getByRole("button", { name: "Set up app codes" }).click();
      await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
      const key = (await page.locator("dd.font-mono").innerText()).replaceAll(" ", "");
      await expectAccessible(page);
      await page.getByLabel("The 6 digits that the app shows").fill("000000");
      await page.getByRole("button", { name: "Turn on" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "This code is not right" })).toBeVisible();
      await page.getByLabel("The 6 digits that the app shows").fill(nextCode(key, 0));
      await page.getByRole("button", { name: "Turn on" }).click();
      const shown = page.getByRole("list", { name: "Your recovery codes" }).getByRole("listitem");
      await expect(shown).toHaveCount(10);
      await expectAccessible(page);
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save as a file" }).click();
      expect((await saved).suggestedFilename()).toBe("beacom-recovery-codes.txt");
      const codes = await shown.allInnerTexts();
      await page.getByRole("button", { name: "I have saved them" }).click();
      await expect(page.getByText("On. Recovery codes left: 10.")).toBeVisible();
      return { secret: key, recoveryCodes: codes };
    });

  await test.step("the password asks for a code of the app", async () => {
    await signOut(page);
    await signInByPassword(page, phone);
    await expect(heading).toHaveText("One more step");
    await expectAccessible(page);
    await picture(page, "second-step");
    await page.getByLabel("Code from the app").fill(nextCode(secret));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading).not.toHaveText("One more step");
    await openSecurity(page);
  });

  await test.step("another device signs in with a recovery code, and is signed out from here", async () => {
    const elsewhere = await browser.newContext({ locale: "en-ZA" });
    const other = await elsewhere.newPage();
    await other.goto(stack.url);
    await signInByPassword(other, phone);
    await other.getByRole("button", { name: "Use a recovery code" }).click();
    await other.getByLabel("Recovery code").fill(recoveryCodes[0]!.toUpperCase());
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await openSecurity(other);
    await page.reload();
    await expect(page.getByText("On. Recovery codes left: 9.")).toBeVisible();
    await page.getByRole("button", { name: /^Sign out:/ }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem")).toHaveCount(1);
    await other.reload();
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("Welcome back");
    await elsewhere.close();
  });

  await test.step("a passkey is enough after the password, too", async () => {
    await signOut(page);
    await signInByPassword(page, phone);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await expect(heading).not.toHaveText("One more step");
  });

  await test.step("another phone is proved by a code, and the one from before is told", async () => {
    const newPhone = `084${phone.slice(3)}`;
    await openSecurity(page);
    await page.getByLabel("New cellphone number").fill(newPhone);
    await page.getByRole("button", { name: "Send me the code" }).click();
    await page.getByLabel("Code from the SMS").fill(await stack.codeFor(newPhone));
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByText(`We reach you at +27${newPhone.slice(1)} from now on.`)).toBeVisible();
    await expectAccessible(page);
    await expect
      .poll(async () => {
        const messages = await fetch(`${stack.url}/developer/messages`, { headers: { accept: "application/json" } });
        return messages.text();
      })
      .toContain("Your account moved to another phone number");
    await signOut(page);
    await signInByPassword(page, newPhone);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await expect(heading).not.toHaveText("One more step");
  });

  await test.step("the passkey is removed, and signs in no more", async () => {
    await openSecurity(page);
    await page.getByRole("button", { name: /^Remove:/ }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByText("No passkeys yet")).toBeVisible();
    await signOut(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "This passkey is not known here" })).toBeVisible();
  });
  await devtools.detach();
});
