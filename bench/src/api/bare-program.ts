import fastify, { type FastifyRequest } from "fastify";
import { newId } from "@beacom/ids";
import postgres from "postgres";

const env = process.env as Record<string, string>;
const sql = postgres(env["BARE_DATABASE_URL"]!, { max: 10, types: { bigint: postgres.BigInt } });
const app = fastify();

const askerOf = (request: FastifyRequest) => String(request.headers["x-customer"]);
const money = (cents: bigint, currency: string) => ({ minorUnits: Number(cents), currency });

app.get("/v1/plans", async () => {
  const rows = await sql`select terms from billing.plans where ended_at is null order by price_cents, name, plan_id`;
  return { plans: rows.map(({ terms }) => JSON.parse(terms as string) as unknown) };
});

app.get("/v1/me/account", async (request) => {
  const customerId = askerOf(request);
  const [rows, sessions] = await Promise.all([
    sql`
      select accounts.account_id, accounts.customer_id, accounts.currency, posted_cents, held_cents, service_level,
        accounts.rate_down_bits as service_down_bits, accounts.rate_up_bits as service_up_bits, service_reason,
        service_since, shown.bundle_id, plan_id, name, octets_granted, octets_used, octets_expired,
        shown.rate_down_bits, shown.rate_up_bits, notices_percent, activated_at, expires_at, state
      from billing.accounts left join lateral (
        select * from billing.bundles where bundles.customer_id = accounts.customer_id and state = 'active'
        union all
        (select * from billing.bundles where bundles.customer_id = accounts.customer_id and state <> 'active'
          order by closed_at desc, bundle_id desc limit 10)
      ) as shown on true
      where accounts.customer_id = ${customerId}
      order by state = 'active' desc, case when state = 'active' then expires_at end,
        case when state = 'active' then activated_at end, closed_at desc, plan_order, bundle_id`,
    sql`
      select session_id, started_at from radius.sessions
      where customer_id = ${customerId} and ended_at is null order by session_id desc limit 1`,
  ]);
  const account = rows[0]!;
  const rate = (down: bigint | null, up: bigint | null) =>
    down === null ? null : { downBitsPerSecond: Number(down), upBitsPerSecond: Number(up) };
  return {
    accountId: account["account_id"] as string,
    available: money((account["posted_cents"] as bigint) - (account["held_cents"] as bigint), account["currency"]),
    held: money(account["held_cents"], account["currency"]),
    bundles: rows
      .filter(({ bundle_id }) => bundle_id !== null)
      .map((row) => ({
        bundleId: row["bundle_id"] as string,
        planId: row["plan_id"] as string,
        name: row["name"] as string,
        octetsGranted: Number(row["octets_granted"]),
        octetsUsed: Number(row["octets_used"]),
        octetsRemaining: Number(
          (row["octets_granted"] as bigint) - (row["octets_used"] as bigint) - (row["octets_expired"] as bigint),
        ),
        activatedAt: row["activated_at"] as Date,
        expiresAt: row["expires_at"] as Date,
        state: row["state"] as string,
        rate: rate(row["rate_down_bits"], row["rate_up_bits"]),
        noticesPercent: row["notices_percent"] as number[],
      })),
    service: {
      level: account["service_level"] as string,
      rate: rate(account["service_down_bits"], account["service_up_bits"]),
      reason: account["service_reason"] as string,
      since: account["service_since"] as Date,
    },
    asOf: new Date(),
    online: sessions[0]
      ? { sessionId: sessions[0]["session_id"] as string, since: sessions[0]["started_at"] as Date }
      : null,
  };
});

app.get("/v1/me/usage", async (request) => {
  const customerId = askerOf(request);
  const sessions = await sql`
    select * from billing.session_usage where customer_id = ${customerId}
    order by started_at desc, session_id desc limit 21`;
  const ids = sessions.slice(0, 20).map(({ session_id }) => session_id as string);
  const deductions = await sql`
    select session_id, bundle_id, bundles.name, octets, why
    from billing.deductions join billing.bundles using (bundle_id)
    where deductions.customer_id = ${customerId} and session_id = any(${ids})
    order by bundles.expires_at, bundles.activated_at, bundles.plan_order, bundle_id`;
  const bySession = Map.groupBy(deductions, ({ session_id }) => session_id as string);
  return {
    sessions: sessions.slice(0, 20).map((row) => ({
      sessionId: row["session_id"] as string,
      startedAt: row["started_at"] as Date,
      lastReportAt: row["last_report_at"] as Date,
      endedAt: row["ended_at"] as Date | null,
      octetsDown: Number(row["octets_down"]),
      octetsUp: Number(row["octets_up"]),
      octetsFree: Number(row["octets_free"]),
      deductions: (bySession.get(row["session_id"] as string) ?? []).map((deduction) => ({
        bundleId: deduction["bundle_id"] as string,
        bundleName: deduction["name"] as string,
        octets: Number(deduction["octets"]),
        why: deduction["why"] as string,
      })),
    })),
    nextCursor: sessions.length > 20 ? ids.at(-1)! : null,
  };
});

app.get("/v1/me/statement", async (request) => {
  const rows = await sql`
    select * from billing.statement_rows where customer_id = ${askerOf(request)} order by position desc limit 21`;
  return {
    rows: rows.slice(0, 20).map((row) => ({
      entryId: `ent_${String(row["position"])}`,
      at: row["at"] as Date,
      kind: row["kind"] as string,
      description: row["description"] as string,
      amount: money(row["amount_cents"], row["currency"]),
      availableAfter: money(row["available_after_cents"], row["currency"]),
      reference: row["reference"] as string,
    })),
    nextCursor: rows.length > 20 ? String(rows[19]!["position"]) : null,
  };
});

const paymentJson = (row: Record<string, unknown>) => ({
  paymentId: row["payment_id"],
  amount: money(row["amount_cents"] as bigint, row["currency"] as string),
  planId: row["plan_id"],
  status: row["status"],
  redirectUrl: row["redirect_url"],
  reason: row["reason"],
  createdAt: row["created_at"],
  settledAt: row["settled_at"],
});

app.get("/v1/me/payments", async (request) => {
  const rows = await sql`
    select intents.*, array(
      select reference from payments.attempts where attempts.payment_id = intents.payment_id order by number) as references
    from payments.intents where customer_id = ${askerOf(request)} order by payment_id desc limit 21`;
  return {
    payments: rows.slice(0, 20).map(paymentJson),
    nextCursor: rows.length > 20 ? rows[19]!["payment_id"] : null,
  };
});

/** As little as a careful person would do: the intent and its reference are there before the provider hears of it. */
app.post("/v1/me/payments", async (request, reply) => {
  const { amount } = request.body as { amount: { minorUnits: number; currency: string } };
  const customerId = askerOf(request);
  const idempotencyKey = String(request.headers["idempotency-key"]);
  const paymentId = newId("payment");
  // The provider takes letters, digits, dots, hyphens and equal signs.
  const reference = paymentId.replace("_", "-");
  const [customer] = await sql`select email from identity.customers where customer_id = ${customerId}`;
  const email = customer!["email"] as string;
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + 3_600_000);
  await sql.begin(async (tx) => {
    await tx`
      insert into payments.intents (payment_id, customer_id, idempotency_key, amount_cents, currency, email, return_url,
        provider, status, created_at, expires_at)
      values (${paymentId}, ${customerId}, ${idempotencyKey}, ${amount.minorUnits}, ${amount.currency}, ${email}, '',
        'paystack', 'created', ${createdAt}, ${expiresAt})`;
    await tx`insert into payments.attempts values (${reference}, ${paymentId}, 1)`;
  });
  const answer = await fetch(`${env["BARE_PAYSTACK_URL"]}/transaction/initialize`, {
    method: "POST",
    headers: { authorization: `Bearer ${env["BARE_PAYSTACK_KEY"]}`, "content-type": "application/json" },
    body: JSON.stringify({ email, amount: amount.minorUnits, currency: amount.currency, reference }),
  });
  const { data } = (await answer.json()) as { data: { authorization_url: string } };
  const [row] = await sql`
    update payments.intents set status = 'pending', redirect_url = ${data.authorization_url}
    where payment_id = ${paymentId} returning *`;
  return reply.status(201).send(paymentJson(row!));
});

process.send!(await app.listen({ host: "127.0.0.1", port: 0 }));
