import { billingDatabase, billingUseCases, readBillingConfig } from "@beacom/billing-engine";
import { connect } from "@beacom/postgres";
import { openLog } from "@beacom/runtime";
import type { Bench, BenchOptions, Case } from "#bench";
import { type Databases, startDatabases } from "#ledger/database";
import { type Closed, closeCycles } from "#month-end/close-cycles";
import { closePlain, plainCustomers } from "#month-end/close-cycles-plain";
import { subscribedCustomers } from "#month-end/month-end-customers";

const firstOfJuly = "2026-07-01T01:00:00Z";

/** The end of a month: every customer is invoiced, revenue is earned, and credit is used. */
export const monthEndBench: Bench = {
  about: "the end of a month for 10,000 and 100,000 customers: time, memory, growth, and a worker killed in the middle",
  async run(options) {
    const [few, many] = options.quick ? [500, 2_000] : [10_000, 100_000];
    const databases = await startDatabases(options);
    const small = await measured(options, databases, few);
    const large = await measured(options, databases, many);
    const plain = await measuredPlain(options, databases, few);
    const killed = await measuredKilled(options, databases, few);
    const rate = (customers: number, { seconds }: { seconds: number }) => Math.round(customers / seconds);
    const against = (customers: number, closed: Closed): Case => ({
      case: `${customers} customers invoiced`,
      unit: "customers/s",
      beacom: rate(customers, closed),
      peer: rate(few, plain),
      ratio: Number((rate(customers, closed) / rate(few, plain)).toFixed(2)),
      goal: 1,
      lost: customers - closed.invoices + closed.failed,
      details: { seconds: Math.round(closed.seconds), peakMegabytes: Math.round(closed.peakMegabytes) },
    });
    return {
      settings: [
        "Beacom: the billing engine's worker; per customer an invoice of three lines, revenue earned, credit used, hash chain, projections",
        "plain: a transaction per customer, 16 at a time: invoice, lines, three entries, balance; no history, no chain",
        `100,000 customers take ${Math.round(large.seconds)} s and at most ${Math.round(large.peakMegabytes)} MB in the worker's process`,
      ].join("\n"),
      cases: [
        against(few, small),
        against(many, large),
        {
          case: `growth: time per customer, ${many} against ${few}`,
          unit: "µs",
          beacom: Math.round((large.seconds / many) * 1e6),
          peer: Math.round((small.seconds / few) * 1e6),
          ratio: Number((small.seconds / few / (large.seconds / many)).toFixed(2)),
          goal: 0.7,
          lost: 0,
          details: {
            beacomCpuMicroseconds: Math.round((large.cpuSeconds / many) * 1e6),
            peerCpuMicroseconds: Math.round((small.cpuSeconds / few) * 1e6),
          },
        },
        {
          case: `${few} customers, the worker killed half-way and started again`,
          unit: "s",
          beacom: Number(killed.seconds.toFixed(1)),
          peer: Number(small.seconds.toFixed(1)),
          ratio: Number((small.seconds / killed.seconds).toFixed(2)),
          goal: 0.5,
          lost: killed.wrong,
        },
      ],
    };
  },
};

async function prepared(options: BenchOptions, databases: Databases, many: number) {
  options.say(`${many} customers are opened and subscribe`);
  const database = await databases.of(billingDatabase);
  const config = readBillingConfig({ BILLING_DATABASE_URL: database.url });
  const sql = connect(database.url, { max: config.databaseConnections, name: "bench" });
  const clock = () => new Date("2026-06-01T08:00:00Z");
  const engine = billingUseCases({ config, sql, clock, log: openLog({ level: "error" }) });
  await subscribedCustomers(engine, many);
  await engine.close();
  await sql`vacuum analyze`.catch(() => undefined);
  return { database, sql };
}

async function measured(options: BenchOptions, databases: Databases, many: number): Promise<Closed> {
  const { database, sql } = await prepared(options, databases, many);
  const closed = await closeCycles(database.url, firstOfJuly, options);
  if (!closed) throw new Error("the worker ended without an answer");
  options.say(`${many}: ${closed.seconds.toFixed(1)} s, ${closed.peakMegabytes.toFixed(0)} MB`);
  await sql.end({ timeout: 5 });
  await database.drop();
  return closed;
}

/** Whatever was left undone is done by the next worker, and nothing twice. */
async function measuredKilled(options: BenchOptions, databases: Databases, many: number) {
  const { database, sql } = await prepared(options, databases, many);
  const began = performance.now();
  const first = await closeCycles(database.url, firstOfJuly, { ...options, killAfter: many / 2 });
  const second = await closeCycles(database.url, firstOfJuly, options);
  const seconds = (performance.now() - began) / 1_000;
  const [found] = await sql<{ invoices: number; customers: number; gaps: boolean }[]>`
    select count(*)::integer as invoices, count(distinct customer_id)::integer as customers,
      max(serial) - min(serial) + 1 <> count(*) as gaps
    from billing_documents where issued_on = '2026-07-01'`;
  const left = many - (second?.invoices ?? 0);
  options.say(`killed after ${first ? "its end" : `${left} customers`}; ${found?.customers} invoiced once`);
  const isRight = !first && found?.invoices === many && found.customers === many && !found.gaps;
  await sql.end({ timeout: 5 });
  await database.drop();
  return { seconds, wrong: isRight ? 0 : 1 };
}

async function measuredPlain(options: BenchOptions, databases: Databases, many: number) {
  const database = await databases.empty("plain");
  const sql = connect(database.url, { max: 16, name: "bench" });
  await plainCustomers(sql, many);
  const closed = await closePlain(sql);
  options.say(`plain ${many}: ${closed.seconds.toFixed(1)} s`);
  await sql.end({ timeout: 5 });
  await database.drop();
  return closed;
}
