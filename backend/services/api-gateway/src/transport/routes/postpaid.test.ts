import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { keyed, noon, own, paperGateway, rand, refused } from "#gateway-fixture";
import { dispositionOf } from "#transport/routes/document-files";
import type { App } from "#transport/routes/route-context";

const amounts = { net: rand(43_391), vat: rand(6_509), gross: rand(49_900), paid: rand(0), open: rand(49_900) };
const invoice = {
  documentId: "inv_1",
  kind: "invoice",
  serial: "INV-000042",
  issuedOn: "2026-11-01",
  dueOn: "2026-11-08",
  ...amounts,
};
const billing = {
  currency: "ZAR",
  period: { from: "2026-11-01", to: "2026-12-01" },
  receivable: rand(49_900),
  credit: rand(0),
  overdue: rand(49_900),
  restriction: "walled-garden",
  nextInvoiceOn: "2026-12-01",
  latestPromiseOn: "2026-12-06",
  promise: { amount: rand(10_000), paid: rand(0), by: "2026-11-30" },
};
const file = { content: new Uint8Array([37, 80, 68, 70]), mediaType: "application/pdf", name: "INV-000042.pdf" };
const asked: { customerId: string; by: string | null; key?: string; what?: string }[] = [];

/** As billing-engine has it: a document of somebody else is as unknown as one that never was. */
function ownOnly({ customerId, documentId = "inv_1" }: { customerId: string; documentId?: string }, by: string | null) {
  asked.push({ customerId, by });
  if (by !== `Bearer ${customerId}`) throw refused("not-yours", Code.PermissionDenied);
  if (customerId !== "cus_a") throw refused("not-billed", Code.NotFound);
  if (documentId !== "inv_1") throw refused("document-unknown", Code.NotFound);
}

const paid: { customerId: string; planId: string; invoiceId: string; key: string }[] = [];
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    payments: {
      createPayment({ customerId, planId, invoiceId, amount, idempotencyKey }) {
        paid.push({ customerId, planId, invoiceId, key: idempotencyKey });
        return { paymentId: "pay_1", customerId, planId, invoiceId, createdAt: noon, ...(amount && { amount }) };
      },
    },
    postpaid: {
      getBilling(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        return billing;
      },
      listDocuments(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        return { documents: [invoice], page: { nextCursor: "more" } };
      },
      getDocument(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        const line = { description: "Line 20", quantity: 1, span: billing.period, vatBasisPoints: 1_500 };
        return { ...invoice, lines: [{ ...line, net: rand(43_391), vat: rand(6_509), gross: rand(49_900) }] };
      },
      makeDocument(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        if (request.format === "pdf") return file;
        return {
          content: Buffer.from("<p>Rechnung</p>"),
          mediaType: "text/html; charset=utf-8",
          name: 'Fäktuur "1".html',
        };
      },
      getProForma(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        return { net: rand(0), vat: rand(0), gross: rand(0) };
      },
      makeProForma(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        return file;
      },
      getAccountStatement(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        const none = rand(0);
        return {
          opening: none,
          closing: rand(49_900),
          rows: [
            {
              day: "2026-11-01",
              kind: "invoice",
              reference: "INV-000042",
              documentId: "inv_1",
              amount: rand(49_900),
              balance: rand(49_900),
            },
          ],
          ageing: { current: none, days30: none, days60: none, days90: none, days120: none },
        };
      },
      makeAccountStatement(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        return file;
      },
      payFromWallet(request, { requestHeader }) {
        ownOnly({ customerId: request.customerId, documentId: request.invoiceId }, requestHeader.get("authorization"));
        asked.push({
          customerId: request.customerId,
          by: null,
          key: request.idempotencyKey,
          what: String(request.amount?.minorUnits),
        });
        return { ...billing, receivable: rand(0), overdue: rand(0), restriction: "none" };
      },
      promiseToPay(request, { requestHeader }) {
        ownOnly(request, requestHeader.get("authorization"));
        asked.push({
          customerId: request.customerId,
          by: null,
          key: request.idempotencyKey,
          what: `${request.by} ${request.restoresService}`,
        });
        return billing;
      },
    },
  });
});
beforeEach(() => paid.splice(0));
beforeEach(() => asked.splice(0));
afterAll(() => app.close());

const get = (path: string, headers: Record<string, string> = own) =>
  app.inject({ url: `/v1/me/billing${path}`, headers });
const post = (path: string, payload: object, headers: Record<string, string>) =>
  app.inject({ method: "POST", url: `/v1/me/billing${path}`, payload, headers });

test("somebody in the walled garden for not paying sees what is owed", async () => {
  const { restriction, overdue, promise, latestPromiseOn } = (await get("")).json();
  assert.deepEqual(
    [restriction, overdue.minorUnits, promise.by, latestPromiseOn],
    ["walled-garden", 49_900, "2026-11-30", "2026-12-06"],
  );
});

test("every address is for who is signed in: another customer gets another's nothing", async () => {
  const day = "?from=2026-11-01&to=2026-11-30";
  for (const path of [
    "",
    "/documents",
    "/documents/inv_1",
    "/documents/inv_1/file",
    "/pro-forma",
    "/pro-forma/file",
    `/statement${day}`,
    `/statement/file${day}`,
  ]) {
    assert.equal((await get(path)).statusCode, 200, path);
    const other = await get(path, { authorization: "Bearer cus_b" });
    assert.deepEqual([other.statusCode, other.json().code], [404, "not-billed"], path);
  }
  assert.deepEqual(new Set(asked.map(({ customerId, by }) => by === `Bearer ${customerId}`)), new Set([true]));
});

test("a document of another customer is unknown: to look at, to save and to pay", async () => {
  for (const path of ["/documents/inv_of_another", "/documents/inv_of_another/file"])
    assert.deepEqual([(await get(path)).statusCode, (await get(path)).json().code], [404, "document-unknown"]);
  const paid = await post("/documents/inv_of_another/payments", {}, keyed("intention-1"));
  assert.deepEqual([paid.statusCode, paid.json().code], [404, "document-unknown"]);
});

test("documents come page by page, and one with its lines", async () => {
  const page = (await get("/documents?limit=1")).json();
  assert.deepEqual([page.documents[0].serial, page.nextCursor], ["INV-000042", "more"]);
  const { lines, creditsDocumentId } = (await get("/documents/inv_1")).json();
  assert.deepEqual([lines[0].description, lines[0].vatBasisPoints, creditsDocumentId], ["Line 20", 1_500, null]);
});

test("a file has its type and its name, is saved rather than shown, and may do nothing on this site", async () => {
  const pdf = await get("/documents/inv_1/file");
  assert.equal(pdf.headers["content-type"], "application/pdf");
  assert.equal(
    pdf.headers["content-disposition"],
    `attachment; filename="INV-000042.pdf"; filename*=UTF-8''INV-000042.pdf`,
  );
  assert.deepEqual([pdf.rawPayload.toString(), pdf.headers["cache-control"]], ["%PDF", "no-store"]);
  const html = await get("/documents/inv_1/file?format=html&language=af");
  assert.equal(html.headers["content-type"], "text/html; charset=utf-8");
  assert.match(String(html.headers["content-security-policy"]), /sandbox/);
  assert.equal((await get("/documents/inv_1/file?format=exe")).statusCode, 400);
});

test("a file's name cannot end its header or begin another", () => {
  assert.equal(
    dispositionOf('Fäktuur "1"\r\nx: y.html'),
    `attachment; filename="F_ktuur _1___x_ y.html"; filename*=UTF-8''F%C3%A4ktuur%20%221%22%0D%0Ax%3A%20y.html`,
  );
});

test("paying from the wallet and promising need a key, which goes along", async () => {
  assert.equal((await post("/documents/inv_1/payments", {}, own)).statusCode, 400);
  const paid = await post("/documents/inv_1/payments", {}, keyed("intention-1"));
  assert.deepEqual([paid.statusCode, paid.json().restriction, paid.json().receivable.minorUnits], [201, "none", 0]);
  assert.deepEqual(asked.at(-1), { customerId: "cus_a", by: null, key: "intention-1", what: "undefined" });
  const promise = { amount: { minorUnits: 49_900, currency: "ZAR" }, by: "2026-12-04" };
  assert.equal((await post("/promises", promise, own)).statusCode, 400);
  assert.equal((await post("/promises", promise, keyed("intention-2"))).statusCode, 201);
  // Whether the service comes back for a promise is for staff to say.
  assert.deepEqual(asked.at(-1), { customerId: "cus_a", by: null, key: "intention-2", what: "2026-12-04 false" });
});

test("days are days", async () => {
  for (const days of ["", "?from=2026-11-01", "?from=2026-02-30&to=2026-11-30", "?from=1%20nov&to=2026-11-30"])
    assert.equal((await get(`/statement${days}`)).statusCode, 400, days);
});

test("an invoice is paid at the provider as a bundle is, and one payment is for one of the two", async () => {
  const pay = (payload: object) =>
    app.inject({ method: "POST", url: "/v1/me/payments", headers: keyed("intention-3"), payload });
  const amount = { minorUnits: 49_900, currency: "ZAR" };
  const opened = await pay({ amount, invoiceId: "inv_1" });
  assert.deepEqual([opened.statusCode, opened.json().invoiceId, opened.json().planId], [201, "inv_1", null]);
  assert.equal((await pay({ amount, invoiceId: "inv_1", planId: "pln_1" })).statusCode, 400);
  const foreign = await pay({ amount, invoiceId: "inv_of_another" });
  assert.deepEqual([foreign.statusCode, foreign.json().code], [404, "document-unknown"]);
  assert.deepEqual(paid, [{ customerId: "cus_a", planId: "", invoiceId: "inv_1", key: "intention-3" }]);
});
