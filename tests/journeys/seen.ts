import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const images = join(import.meta.dirname, "../../docs/images");
const sizes = [
  { width: 360, height: 780 },
  { width: 1280, height: 800 },
] as const;

/** Nothing that axe finds, in light and in dark, and nothing that pushes a phone's screen sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
    ).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect(
    await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
  ).toBeLessThanOrEqual(0);
}

/** Pictures for the README, at the size of a phone and of a desk; kept only when asked for, so that a test run leaves no changes. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env["BEACOM_PICTURES"] !== "1") return;
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.evaluate("scrollTo(0, 0)");
    await page.screenshot({
      path: join(images, `portal-${name}-${size.width}x${size.height}.png`),
      animations: "disabled",
    });
  }
  if (before) await page.setViewportSize(before);
}
