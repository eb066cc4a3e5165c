import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { openLog, openMetrics } from "@beacom/runtime";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { readBillingConfig } from "#config";
import { after } from "#domain/account-examples";
import { billingUseCases } from "#engine";
import { guest, openSales, pepper, type Sales } from "#sales-fixture";

let sales: Sales;
beforeAll(async () => {
  sales = await openSales();
});
afterAll(() => sales.close());
let day = 0;
beforeEach(() => {
  sales.time.now = after(++day * 86_400 * 2);
});

const guess = "0000 0000 0000 0000";
const told = async (answer: ReturnType<Sales["vouchers"]["redeem"]>) => {
  const result = await answer;
  return result.ok ? "redeemed" : result.error.kind;
};

test("after three failures an account has to wait, and longer with each further one", async () => {
  const caller = guest("cus_impatient");
  for (let i = 0; i < 3; i++)
    assert.equal(await told(sales.vouchers.redeem({ ...caller, code: guess })), "code-not-accepted");
  const retryAt = after(2, sales.time.now);
  assert.deepEqual(
    await sales.vouchers.redeem({ ...caller, code: guess }),
    refuse({ kind: "try-again-later", retryAt }),
  );
  sales.later(2);
  assert.equal(await told(sales.vouchers.redeem({ ...caller, code: guess })), "code-not-accepted");
  const later = await sales.vouchers.redeem({ ...caller, code: guess });
  assert.deepEqual(later, refuse({ kind: "try-again-later", retryAt: after(4, sales.time.now) }));
});

test("a code that was mistyped is no guess, and what is held back is not counted either", async () => {
  const caller = guest("cus_clumsy", "10.0.0.3");
  for (let i = 0; i < 50; i++)
    assert.equal(await told(sales.vouchers.redeem({ ...caller, code: "0000 0000 0000 0001" })), "code-mistyped");
  for (let i = 0; i < 20; i++) await sales.vouchers.redeem({ ...caller, code: guess });
  sales.later(2);
  const { codes } = await sales.batch(1);
  assert.equal(await told(sales.vouchers.redeem({ ...caller, code: codes[0]! })), "redeemed");
});

test("a lock holds for all processes, after a restart, and for the right code too", async () => {
  const caller = guest("cus_locked", "10.0.0.4");
  for (let i = 0; i < 10; i++) {
    await sales.vouchers.redeem({ ...caller, code: guess });
    sales.later(130);
  }
  const { codes } = await sales.batch(1);
  const code = codes[0]!;
  assert.equal(await told(sales.start().vouchers.redeem({ ...caller, code })), "try-again-later");
  sales.later(3_600);
  assert.equal(await told(sales.vouchers.redeem({ ...caller, code })), "redeemed");
});

test("whoever changes the account is known by the address and by the MAC", async () => {
  const mac = "02:00:00:00:00:09";
  for (let i = 0; i < 5; i++)
    await sales.vouchers.redeem({ customerId: `cus_mac_${i}`, address: `10.1.0.${i}`, mac, code: guess });
  const sameMac = sales.vouchers.redeem({
    customerId: "cus_mac_9",
    address: "10.1.0.9",
    mac: "020000000009",
    code: guess,
  });
  assert.equal(await told(sameMac), "try-again-later");
  for (let i = 0; i < 20; i++)
    await sales.vouchers.redeem({ customerId: `cus_net_${i}`, address: "2001:db8::1", mac: "", code: guess });
  const sameNetwork = sales.vouchers.redeem({
    customerId: "cus_net_99",
    address: "2001:db8::2:1",
    mac: "",
    code: guess,
  });
  assert.equal(await told(sameNetwork), "try-again-later");
  const neighbour = sales.vouchers.redeem({
    customerId: "cus_net_98",
    address: "2001:db8:0:1::1",
    mac: "",
    code: guess,
  });
  assert.equal(await told(neighbour), "code-not-accepted");
});

test("many guesses at once, on two processes, are not let through together", async () => {
  const engines = [sales, sales.start()];
  const tries = Array.from({ length: 40 }, (_, i) =>
    told(engines[i % 2]!.vouchers.redeem({ ...guest("cus_burst", "10.2.0.1"), mac: "", code: guess })),
  );
  const answers = await Promise.all(tries);
  assert.equal(answers.filter((answer) => answer === "code-not-accepted").length, 3);
  assert.equal(answers.filter((answer) => answer === "try-again-later").length, 37);
});

test("guesses that are spread over everybody slow everybody for half a minute", async () => {
  const at = sales.time.now;
  await sales.sql`
    insert into redemption_failures (try_id, subject, at)
    select gen_random_uuid(), 'overall', ${at} from generate_series(1, 500)`;
  const code = (await sales.batch(1)).codes[0]!;
  assert.equal(await told(sales.vouchers.redeem({ ...guest("cus_bystander", "10.3.0.1"), code })), "try-again-later");
  sales.later(30);
  assert.equal(await told(sales.vouchers.redeem({ ...guest("cus_bystander", "10.3.0.1"), code })), "redeemed");
});

test("failures are kept for a day and no longer", async () => {
  await sales.vouchers.redeem({ ...guest("cus_forgotten", "10.4.0.1"), code: guess });
  sales.later(24 * 3_600 + 1);
  await sales.vouchers.forgetOld();
  const rows = await sales.sql`select 1 from redemption_failures`;
  assert.equal(rows.length, 0);
});

test("a success leaves nothing to be counted", async () => {
  const { codes } = await sales.batch(10);
  for (const code of codes) valueOf(await sales.vouchers.redeem({ ...guest("cus_rich", "10.5.0.1"), code }));
  const rows = await sales.sql`select 1 from redemption_failures where subject = 'account cus_rich'`;
  assert.equal(rows.length, 0);
});

test("fraud is counted by its reason, and neither a code nor a pepper gets into a log or a metric", async () => {
  const metrics = openMetrics();
  const lines: string[] = [];
  const log = openLog({ level: "trace", destination: { write: (line) => void lines.push(line) } });
  const config = readBillingConfig({ BILLING_DATABASE_URL: sales.url, BILLING_VOUCHER_PEPPERS: `k1:${pepper}` });
  const engine = billingUseCases({ config, sql: sales.sql, clock: () => sales.time.now, log, metrics });
  const { codes } = await sales.batch(5);
  const typed = [...codes, codes[0]!, ...Array.from({ length: 9 }, () => guess), "0000 0000 0000 0001"];
  for (const code of typed.slice(0, 5)) valueOf(await engine.vouchers.redeem({ ...guest("cus_a", "10.6.0.1"), code }));
  for (const code of typed.slice(5)) await engine.vouchers.redeem({ ...guest("cus_b", "10.6.0.2"), code });
  await engine.close();
  const text = `${await metrics.text()}${lines.join("")}`;
  assert.match(text, /beacom_billing_voucher_refusals_total\{reason="voucher-used"\} 1/);
  assert.match(text, /beacom_billing_voucher_refusals_total\{reason="voucher-unknown"\} 2/);
  assert.match(text, /beacom_billing_voucher_refusals_total\{reason="code-mistyped"\} 1/);
  assert.match(text, /beacom_billing_voucher_held_back_total\{because="account"\} 7/);
  assert.match(text, /too many voucher codes were not accepted/);
  const plain = typed.map((code) => code.replaceAll(" ", ""));
  for (const secret of [...typed, ...plain, pepper, Buffer.from(pepper, "base64").toString("hex")])
    assert.ok(!text.includes(secret));
});
