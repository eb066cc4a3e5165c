import { test as base, type Page } from "@playwright/test";
import { type PortalServer, portalServer } from "./mock/portal-server.ts";

/** The portal with a gateway of paper: what cannot be waited for with a real one. */
export const test = base.extend<{ portal: PortalServer }>({
  // oxlint-disable-next-line no-empty-pattern
  portal: async ({}, use) => {
    const portal = await portalServer();
    await use(portal);
    await portal.close();
  },
});

export const signedIn = (page: Page, more = "") =>
  page.addInitScript(`localStorage.setItem("beacom.customer", "cus_019a0000000000000000000001");${more}`);
export const heading = (page: Page) => page.getByRole("heading", { level: 1 });
export const problem = (status: number, code: string, detail = "", facts: Record<string, unknown> = {}) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ status, code, detail, title: "", type: "", facts }),
});
