import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { invoiceContent } from "#content/invoice-content";
import { statementContent } from "#content/statement-content";
import { documentHtml } from "#html/document-html";
import { html } from "#html/markup";
import { anyInvoice, hostile } from "#testing/any-document";
import { invoiceOf, lineOf, statement, taxInvoice, umoja } from "#testing/examples";

const page = documentHtml(valueOf(invoiceContent(taxInvoice)));

/** Tags that the package writes; whoever got another one in has got through the escaping. */
const known = new Set(
  "html head meta title style body main header footer section div p h1 h2 dl dt dd span a table caption thead tbody tr th td figure figcaption svg rect path".split(
    " ",
  ),
);
const empty = new Set(["meta", "rect", "path"]);

function assertWellFormed(page: string): void {
  const open: string[] = [];
  const body = page.slice(page.indexOf("<html")).replace(/<style>[^<]*<\/style>/, "");
  for (const [tag, closing, name = ""] of body.matchAll(/<(\/?)([^\s>/]*)(?:\s+[a-zA-Z-]+="[^"<>]*")*\s*\/?>/g)) {
    assert.ok(known.has(name), `a tag that is not ours: ${tag}`);
    if (closing) assert.equal(open.pop(), name);
    else if (!empty.has(name)) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.equal(body.replace(/<(\/?)([^\s>/]*)(?:\s+[a-zA-Z-]+="[^"<>]*")*\s*\/?>/g, "").match(/[<>]/), null);
}

test("a page loads nothing, runs nothing and asks nobody", () => {
  assert.doesNotMatch(page, /<script|<link|<img|<iframe|@import|url\(|src=|\son\w+=/i);
  assert.match(page, /default-src &#39;none&#39;/);
  assert.deepEqual(
    page.match(/https?:\/\/[^"<\s]*/g),
    Array.from({ length: 2 }, () => "https://pay.umoja.example/i/7Q2M4K9T"),
  );
});

test("a page has one heading of the first rank, a language, and tables whose heads say what they head", () => {
  assert.match(page, /<html lang="en-ZA">/);
  assert.equal(page.match(/<h1>/g)?.length, 1);
  assert.equal(page.match(/<th role="columnheader" scope="col"/g)?.length, 6);
  assert.equal(page.match(/<th scope="row">/g)?.length, 5);
  assert.equal(page.match(/<caption/g)?.length, 2);
  assert.match(page, /<svg class="qr" role="img" aria-label="Scan to pay"/);
});

test("text of any kind is shown and nothing more", () => {
  for (const text of hostile) {
    const name = text.trim() === "" ? "x" : text;
    const invoice = invoiceOf([lineOf(name, 100n, { quantity: name, unit: text })], {
      supplier: { ...umoja, name, addressLines: [name], email: text },
      recipient: { name, addressLines: [name], vatNumber: text },
      serial: name,
      paymentReference: text,
      notes: [text],
    });
    assertWellFormed(documentHtml(valueOf(invoiceContent(invoice))));
  }
});

test("any invoice gives a well-formed page, and the same one again", () => {
  fc.assert(
    fc.property(anyInvoice, (invoice) => {
      const content = valueOf(invoiceContent(invoice));
      const page = documentHtml(content);
      assertWellFormed(page);
      assert.equal(documentHtml(content), page);
    }),
    { numRuns: 1500 },
  );
});

test("a figure that is not there says nothing on a phone either", () => {
  assert.match(
    documentHtml(valueOf(statementContent(statement))),
    /class="figures nothing" data-heading="Charged"><\/td>/,
  );
});

test("markup escapes what is not markup, in text and in attributes", () => {
  const hostile = `"'<&>`;
  assert.equal(
    html`<p title="${hostile}">${[hostile, html`<b>${1}</b>`, null]}</p>`.safe,
    `<p title="&quot;&#39;&lt;&amp;&gt;">&quot;&#39;&lt;&amp;&gt;<b>1</b></p>`,
  );
});
