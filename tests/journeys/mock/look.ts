import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import type { Situation } from "./accounts.ts";
import { browserOptions } from "../browser.ts";
import { portalServer } from "./portal-server.ts";

/**
 * Takes a picture of each screen, to be looked at: `node tests/journeys/mock/look.ts FOLDER [language] [only]`.
 * Names tell the screen, the size and the theme.
 */
const [folder = "shots", language = "en", only = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const screens: readonly { name: string; path: string; situation?: Situation; tap?: string; guest?: boolean }[] = [
  { name: "register", path: "/register", guest: true },
  { name: "register-mistakes", path: "/register", guest: true, tap: "form button[type=submit]" },
  { name: "sign-in", path: "/sign-in", guest: true },
  {
    name: "confirm",
    path: "/confirm?verificationId=ver_1&phone=082%20123%204567&expiresAt=2026-11-22T12:10:00Z",
    guest: true,
  },
  { name: "home", path: "/" },
  { name: "home-low", path: "/", situation: "low" },
  { name: "home-many", path: "/", situation: "many" },
  { name: "home-slow", path: "/", situation: "slow" },
  { name: "home-off", path: "/", situation: "off" },
  { name: "home-none", path: "/", situation: "none" },
  { name: "top-up", path: "/top-up", situation: "low" },
  { name: "top-up-none", path: "/top-up", situation: "none", tap: "input[value=other]" },
  { name: "payment-pending", path: "/top-up/pay_pending" },
  { name: "payment-succeeded", path: "/top-up/pay_succeeded" },
  { name: "payment-failed", path: "/top-up/pay_failed" },
  { name: "payment-review", path: "/top-up/pay_under_review" },
  { name: "usage", path: "/usage", tap: "li:nth-child(2) summary" },
  { name: "statement", path: "/me/statement" },
  { name: "network", path: "/me/network-login", tap: "button[aria-controls]" },
  { name: "me", path: "/me" },
  { name: "me-billed", path: "/me", situation: "billed" },
  { name: "home-mixed", path: "/", situation: "mixed" },
  { name: "home-uncapped", path: "/", situation: "uncapped" },
  { name: "home-fair-use", path: "/", situation: "fairUse" },
  { name: "home-night", path: "/", situation: "nightOnly" },
  { name: "home-pool", path: "/", situation: "inPool" },
  { name: "home-pay-per-use", path: "/", situation: "payPerUse" },
  { name: "home-billed", path: "/", situation: "billed" },
  { name: "home-limited", path: "/", situation: "limited" },
  { name: "home-stopped", path: "/", situation: "stopped" },
  { name: "top-up-mixed", path: "/top-up", situation: "mixed" },
  { name: "voucher", path: "/top-up/voucher" },
  { name: "voucher-mistake", path: "/top-up/voucher", tap: "button[type=submit]" },
  { name: "send", path: "/send", situation: "usual" },
  { name: "send-many", path: "/send", situation: "mixed", tap: "input[name=bundle]" },
  { name: "send-none", path: "/send", situation: "none" },
  { name: "sharing", path: "/me/sharing", situation: "mixed" },
  { name: "sharing-sure", path: "/me/sharing", situation: "mixed", tap: "li button" },
  { name: "sharing-pool", path: "/me/sharing", situation: "inPool" },
  { name: "sharing-none", path: "/me/sharing" },
  { name: "security", path: "/me/security", situation: "mixed" },
  { name: "security-none", path: "/me/security", tap: "section:nth-of-type(2) button" },
  { name: "out-of-bundle", path: "/me/out-of-bundle" },
  { name: "out-of-bundle-mistake", path: "/me/out-of-bundle", tap: "button[type=submit]" },
  { name: "out-of-bundle-on", path: "/me/out-of-bundle", situation: "payPerUse" },
  { name: "invoices", path: "/invoices", situation: "limited" },
  { name: "invoices-none", path: "/invoices" },
  { name: "invoice", path: "/invoices/inv_131", situation: "limited" },
  { name: "invoice-paid", path: "/invoices/inv_118", situation: "billed" },
  { name: "invoice-credit", path: "/invoices/inv_7", situation: "billed" },
];

const portal = await portalServer();
const browser = await chromium.launch(browserOptions);
for (const [width, height] of [
  [360, 780],
  [1280, 800],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const { name, path, situation = "usual", tap, guest } of screens.filter((screen) =>
      screen.name.startsWith(only),
    )) {
      portal.situation = situation;
      portal.signedIn = !guest;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
      await context.addInitScript(
        `localStorage.setItem("beacom.language", "${language}")${guest ? "" : ';localStorage.setItem("beacom.customer", "cus_019a0000000000000000000001")'}`,
      );
      const page = await context.newPage();
      page.on("pageerror", (error) => console.error(name, error.message));
      await page.goto(portal.url + path);
      await page
        .locator("main h1")
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => console.error(`${name}: no heading`));
      if (tap) await page.locator(tap).first().click({ force: true });
      await page.waitForTimeout(150);
      const wide = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
      if (wide > 0) console.error(`${name} ${width}: ${wide} px too wide`);
      await page.screenshot({
        path: join(folder, `${name}-${width}-${colorScheme}.png`),
        fullPage: width < 500 && !process.env["FOLD"],
      });
      await context.close();
    }
  }
}
await browser.close();
await portal.close();
