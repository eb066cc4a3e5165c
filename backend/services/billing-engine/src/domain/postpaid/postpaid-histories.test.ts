import assert from "node:assert/strict";
import { datePlusDays } from "@beacom/time";
import fc from "fast-check";
import { test } from "vitest";
import { imbalances, type LedgerAccount } from "#domain/ledger";
import { decideCloseCycles } from "#domain/postpaid/close-cycle";
import { decideDun } from "#domain/postpaid/dun";
import { creditedCents, deferredCents, outstandingCents } from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import { creditCents, overdueInvoices, type Postpaid, receivableCents } from "#domain/postpaid/postpaid";
import { type InvoiceIssued, postpaidEntriesOf } from "#domain/postpaid/postpaid-event";
import { openedOn } from "#domain/postpaid/postpaid-examples";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";
import {
  continued,
  lived,
  nowOn,
  type PostpaidCommand,
  postpaidCommand,
} from "#domain/postpaid/testing/postpaid-histories";
import { vatWithin } from "#domain/postpaid/vat";

const commands = fc.array(postpaidCommand, { maxLength: 80, size: "max" });
const numRuns = Number(process.env["RUNS"] ?? 100);

test("each event balances, and the ledger's accounts are what the invoices, credits and charges say", () => {
  fc.assert(
    fc.property(commands, (all) => {
      const balances = new Map<LedgerAccount, bigint>();
      lived(all, ({ events, state }) => {
        for (const event of events) {
          assert.deepEqual(imbalances(postpaidEntriesOf(event)), [], event.type);
          for (const { account, amountCents } of postpaidEntriesOf(event))
            balances.set(account, (balances.get(account) ?? 0n) + amountCents);
        }
        const balance = (account: LedgerAccount) => balances.get(account) ?? 0n;
        const invoices = [...state.invoices.values()];
        const lines = invoices.flatMap((invoice) => invoice.lines);
        assert.equal(balance("receivable"), receivableCents(state));
        assert.equal(balance("customer-credit"), -creditCents(state));
        assert.equal(balance("deferred-revenue"), -sumOf(lines, deferredCents));
        assert.equal(
          balance("accrued-revenue"),
          sumOf(state.pending, ({ accruedNetCents }) => accruedNetCents),
        );
        const vat = sumOf(lines, ({ vatCents, creditedVatCents }) => vatCents - creditedVatCents);
        assert.equal(balance("vat-output"), -(vat - sumOf(invoices, ({ writtenOffVatCents }) => writtenOffVatCents)));
      });
    }),
    { numRuns },
  );
});

test("net and VAT of every line and document are its gross, and a document's VAT is that of its total", () => {
  fc.assert(
    fc.property(commands, (all) => {
      for (const event of lived(all).events) {
        if (event.type !== "InvoiceIssued" && event.type !== "CreditNoteIssued") continue;
        const lines: readonly Amounts[] = event.lines;
        for (const line of lines) assert.equal(line.netCents + line.vatCents, line.grossCents);
        assert.equal(event.netCents + event.vatCents, event.grossCents);
        assert.equal(
          sumOf(lines, ({ grossCents }) => grossCents),
          event.grossCents,
        );
        assert.equal(
          sumOf(lines, ({ vatCents }) => vatCents),
          event.vatCents,
        );
        if (event.type === "InvoiceIssued") assertVatOfTotal(event);
      }
    }),
    { numRuns },
  );
});

type Amounts = Pick<InvoiceIssued, "netCents" | "vatCents" | "grossCents">;

function assertVatOfTotal({ lines, currency }: InvoiceIssued): void {
  for (const rate of new Set(lines.map(({ vatBasisPoints }) => vatBasisPoints))) {
    const ofRate = lines.filter(({ vatBasisPoints }) => vatBasisPoints === rate);
    const gross = sumOf(ofRate, ({ grossCents }) => grossCents);
    assert.equal(
      sumOf(ofRate, ({ vatCents }) => vatCents),
      vatWithin(gross, rate, currency),
    );
    for (const { grossCents, vatCents } of ofRate) {
      const off = vatCents - vatWithin(grossCents, rate, currency);
      assert.ok(off >= -1n && off <= 1n && vatCents >= 0n);
    }
  }
}

test("nothing is credited, allocated or given up beyond what there was", () => {
  fc.assert(
    fc.property(commands, (all) => {
      lived(all, ({ state }) => {
        for (const invoice of state.invoices.values()) {
          assert.ok(outstandingCents(invoice) >= 0n);
          assert.ok(creditedCents(invoice) <= invoice.grossCents);
          assert.ok(invoice.writtenOffVatCents >= 0n && invoice.writtenOffCents >= 0n);
          for (const line of invoice.lines) {
            const { grossCents, vatCents, creditedGrossCents, creditedVatCents, earnedCents } = line;
            const creditedNet = creditedGrossCents - creditedVatCents;
            assert.ok(creditedGrossCents >= 0n && creditedGrossCents <= grossCents);
            assert.ok(creditedVatCents >= 0n && creditedVatCents <= vatCents);
            assert.ok(creditedNet >= 0n && creditedNet <= line.netCents);
            if (creditedGrossCents === grossCents) assert.equal(creditedVatCents, vatCents);
            assert.ok(earnedCents >= 0n && earnedCents + creditedNet <= line.netCents);
          }
        }
        for (const [paymentId, { amountCents, reversed }] of state.payments) {
          const invoices = [...state.invoices.values()];
          const allocated = sumOf(invoices, ({ allocations }) => allocations.get(paymentId) ?? 0n);
          assert.equal(allocated + (state.credits.get(paymentId) ?? 0n), reversed ? 0n : amountCents);
        }
      });
    }),
    { numRuns },
  );
});

test("credit is never left while something is open, and nobody is restricted who owes nothing overdue", () => {
  fc.assert(
    fc.property(commands, (all) => {
      lived(all, ({ state, today, events }) => {
        if (events.length === 0) return;
        assert.ok(creditCents(state) === 0n || receivableCents(state) === 0n);
        const { restriction, stage } = state.dunning;
        if (overdueInvoices(state, today).length === 0 && stage !== "terminated") assert.equal(restriction, "none");
      });
    }),
    { numRuns },
  );
});

test("a customer is the fold of the events, taken in one go or one by one", () => {
  fc.assert(
    fc.property(commands, (all) => {
      const { events, state } = lived(all);
      let oneByOne: Postpaid | undefined = openedOn("2026-01-11");
      for (const event of events) oneByOne = postpaidAfter(oneByOne, [event]);
      assert.deepEqual(postpaidAfter(openedOn("2026-01-11"), events), state);
      assert.deepEqual(oneByOne, state);
    }),
  );
});

test("closing and looking again on the same day finds nothing to do", () => {
  fc.assert(
    fc.property(commands, fc.nat(70), (all, days) => {
      const { state, today } = lived(all);
      const now = nowOn(datePlusDays(today, days));
      const closed = decideCloseCycles(state, now).state;
      assert.deepEqual(decideCloseCycles(closed, now).events, []);
      const looked = decideDun(closed, now).state;
      assert.deepEqual(decideDun(looked, now).events, []);
      const { nextOn } = looked.dunning;
      assert.ok(nextOn === null || nextOn > datePlusDays(today, days), `${nextOn} is not after today`);
    }),
    { numRuns },
  );
});

test("whether the worker closed the cycles before a command or the command itself did, the outcome is the same", () => {
  fc.assert(
    fc.property(commands, postpaidCommand.filter(namesNoInvoice), (all, command) => {
      const { state, today: before } = lived(all);
      const today = datePlusDays(before, 45);
      const outcome = (from: Postpaid) =>
        decideCloseCycles(continued({ state: from, today }, [command]).state, nowOn(today)).state;
      assert.deepEqual(outcome(decideCloseCycles(state, nowOn(today)).state), outcome(state));
    }),
    { numRuns },
  );
});

/** Which invoice is the third one depends on those that closing the cycles adds. */
const namesNoInvoice = (command: PostpaidCommand): boolean =>
  !["wait", "pay-all", "wallet", "credit", "write-off"].includes(command.do) &&
  !(command.do === "pay" && command.nth !== null);

test("all that was deferred is earned once every subscription has ended", () => {
  fc.assert(
    fc.property(commands, (all) => {
      const life = lived(all);
      const cancels = [...life.state.subscriptions.keys()].map((service) => ({
        do: "cancel" as const,
        service,
        when: "now" as const,
      }));
      const { state, today } = continued(life, cancels);
      const end = decideCloseCycles(state, nowOn(datePlusDays(today, 400))).state;
      assert.equal(
        sumOf(
          [...end.invoices.values()].flatMap(({ lines }) => lines),
          deferredCents,
        ),
        0n,
      );
    }),
  );
});
