import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { postpaidNews } from "#adapters/postpaid/postpaid-news";
import { restrictionOf } from "#domain/postpaid/dunning-campaign";
import { creditCents, receivableCents } from "#domain/postpaid/postpaid";
import { lived, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

const commands = fc.array(postpaidCommand, { maxLength: 80, size: "max" });
const numRuns = Number(process.env["RUNS"] ?? 100);

type Told = { readonly type: string; readonly json: Readonly<Record<string, unknown>> };
const centsOf = (amount: unknown) => BigInt((amount as { minorUnits?: string }).minorUnits ?? "0");
const ofType = (told: readonly Told[], type: string) => told.filter((message) => message.type === type);
const told = (life: Parameters<NonNullable<Parameters<typeof lived>[1]>>[0]): Told[] =>
  postpaidNews({ ...life, traceparent: "" }).map(({ type, json }) => ({
    type: type.slice("beacom.billing.v1.".length),
    json: JSON.parse(json) as Told["json"],
  }));

test("each document, payment and step is told once, with amounts that are those of the books after it", () => {
  const oneEach = ["InvoiceIssued", "CreditNoteIssued", "PaymentReceived", "PaymentReversed", "DunningStepTaken"];
  fc.assert(
    fc.property(commands, (all) => {
      lived(all, (life) => {
        const news = told(life);
        for (const type of oneEach)
          assert.equal(ofType(news, type).length, life.events.filter((event) => event.type === type).length, type);
        for (const { json } of ofType(news, "InvoiceIssued"))
          assert.ok(centsOf(json["open"]) >= 0n && centsOf(json["open"]) <= centsOf(json["total"]));
        for (const { json } of news) {
          const balance = json["balance"] as Record<string, unknown> | undefined;
          if (!balance) continue;
          assert.equal(centsOf(balance["open"]), receivableCents(life.state));
          assert.equal(centsOf(balance["credit"]), creditCents(life.state));
          assert.ok(centsOf(balance["overdue"]) <= centsOf(balance["open"]));
        }
      });
    }),
    { numRuns },
  );
});

test("what belongs to another is told together with that one, and says the same", () => {
  fc.assert(
    fc.property(commands, (all) => {
      lived(all, (life) => {
        const news = told(life);
        for (const { json } of [...ofType(news, "ServiceRestrictionChanged"), ...ofType(news, "CreditNoteIssued")]) {
          const belongsTo = json["belongsTo"] ?? "";
          const steps = ofType(news, "DunningStepTaken").filter((step) => (step.json["template"] ?? "") !== "");
          const payments = ofType(news, "PaymentReceived");
          if (belongsTo === "dunning-step") assert.ok(steps.length > 0);
          if (belongsTo === "payment") assert.ok(payments.some((payment) => payment.json["restoresService"] === true));
          if (belongsTo === "invoice") assert.ok(ofType(news, "InvoiceIssued").length > 0);
          if (belongsTo === "dunning-step" && "restriction" in json)
            assert.ok(
              steps.some(
                (step) => restrictionOf[step.json["action"] as keyof typeof restrictionOf] === json["restriction"],
              ),
            );
        }
      });
    }),
    { numRuns },
  );
});

test("who has heard all of it knows what the service is restricted to", () => {
  fc.assert(
    fc.property(commands, (all) => {
      let known: unknown = "none";
      lived(all, (life) => {
        const changes = ofType(told(life), "ServiceRestrictionChanged");
        assert.ok(changes.length <= 1);
        known = changes.at(-1)?.json["restriction"] ?? known;
        assert.equal(known, life.state.dunning.restriction);
      });
    }),
    { numRuns },
  );
});
