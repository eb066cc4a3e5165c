import type { Sql } from "@beacom/postgres";

const callers = 16;

/** Customers of a billing program as it is usually written: a row each, and what they are charged every month. */
export async function plainCustomers(sql: Sql, many: number): Promise<void> {
  await sql.unsafe(`
    create table customers (id bigint primary key, next_invoice date not null, balance bigint not null);
    create index on customers (next_invoice);
    create table charges (customer bigint not null, description text not null, price bigint not null);
    create index on charges (customer);
    create table invoices (id bigserial primary key, customer bigint not null, number bigint not null unique,
      issued date not null, due date not null, net bigint not null, vat bigint not null, gross bigint not null);
    create index on invoices (customer);
    create table invoice_lines (invoice bigint not null, line integer not null, description text not null,
      net bigint not null, vat bigint not null, gross bigint not null, primary key (invoice, line));
    create table entries (id bigserial primary key, invoice bigint not null, account text not null, amount bigint not null);
    create table numbers (last bigint not null);
    insert into numbers values (0);
    insert into customers select n, '2026-07-01', 0 from generate_series(1, ${many}) as n;
    insert into charges select n, 'Fibre 50', 69000 from generate_series(1, ${many}) as n;
    insert into charges select n, 'Telephone line', 11500 from generate_series(1, ${many}) as n;
    insert into charges select n, 'Calls', n % 5000 + 1 from generate_series(1, ${many}) as n;
    analyze;`);
}

/** One transaction for each customer, sixteen at a time; the numbers have no gaps, so they are given out under a lock, last of all. */
export async function closePlain(sql: Sql): Promise<{ readonly seconds: number; readonly invoices: number }> {
  const due = await sql<{ id: bigint }[]>`select id from customers where next_invoice <= '2026-07-01' order by id`;
  const began = performance.now();
  let next = 0;
  const caller = async () => {
    for (let one = due[next++]; one; one = due[next++]) await invoice(sql, one.id);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - began) / 1_000;
  const [made] = await sql<{ count: number }[]>`select count(*)::integer as count from invoices`;
  return { seconds, invoices: made?.count ?? 0 };
}

async function invoice(sql: Sql, customer: bigint): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select 1 from customers where id = ${customer} and next_invoice <= '2026-07-01' for update`;
    const charges = await tx<{ description: string; price: bigint }[]>`
      select description, price from charges where customer = ${customer}`;
    const lines = charges.map(({ description, price }, line) => {
      const vat = (price * 15n * 2n + 115n) / 230n;
      return { line, description, net: price - vat, vat, gross: price };
    });
    const total = (of: "net" | "vat" | "gross") => lines.reduce((sum, line) => sum + line[of], 0n);
    await tx`update customers set next_invoice = '2026-08-01', balance = balance + ${total("gross")} where id = ${customer}`;
    const [number] = await tx<{ last: bigint }[]>`update numbers set last = last + 1 returning last`;
    const [made] = await tx<{ id: bigint }[]>`
      insert into invoices (customer, number, issued, due, net, vat, gross)
      values (${customer}, ${number!.last}, '2026-07-01', '2026-07-08', ${total("net")}, ${total("vat")}, ${total("gross")})
      returning id`;
    const rows = lines.map((line) => ({ invoice: made!.id, ...line }));
    const entries = [
      { invoice: made!.id, account: "receivable", amount: total("gross") },
      { invoice: made!.id, account: "revenue", amount: -total("net") },
      { invoice: made!.id, account: "vat-output", amount: -total("vat") },
    ];
    await Promise.all([tx`insert into invoice_lines ${tx(rows)}`, tx`insert into entries ${tx(entries)}`]);
  });
}
