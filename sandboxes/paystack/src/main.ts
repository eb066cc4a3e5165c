import { z } from "zod";
import { createPaystackSandbox } from "#sandbox";

const env = z
  .object({
    PAYSTACK_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
    PAYSTACK_SECRET_KEY: z.string().min(1),
    PAYSTACK_WEBHOOK_URL: z.url().optional(),
    PAYSTACK_SANDBOX_PUBLIC_URL: z.url().optional(),
    PAYSTACK_SANDBOX_FILE: z.string().optional(),
    BEACOM_BIND: z.string().default("127.0.0.1"),
  })
  .parse(process.env);

const sandbox = await createPaystackSandbox({
  port: env.PAYSTACK_SANDBOX_PORT,
  secretKey: env.PAYSTACK_SECRET_KEY,
  webhookUrl: env.PAYSTACK_WEBHOOK_URL,
  publicUrl: env.PAYSTACK_SANDBOX_PUBLIC_URL,
  file: env.PAYSTACK_SANDBOX_FILE,
  host: env.BEACOM_BIND,
});
console.log(JSON.stringify({ msg: "ready", url: sandbox.url, webhookUrl: env.PAYSTACK_WEBHOOK_URL ?? null }));
process.send?.({ ready: true });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
